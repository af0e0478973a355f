/** A request's parts against their shapes, with every fault named. */
import type { z } from "zod";
import { AppError, type FieldError } from "../errors.ts";
import { isStorable } from "../protocol/text.ts";

/** Faults named in one answer at most; there may be more. */
const MAX_ERRORS = 50;
const UNSTORABLE =
  "must be well-formed text without NUL characters, nested at most 16 deep, without a key toString";

/** `value` as the shape parses it. @throws AppError `invalid`, its pointers into the body. */
export function validBody(shape: z.ZodType, value: unknown): unknown {
  if (!Buffer.isBuffer(value) && !isStorable(value)) throw invalid([{ pointer: "", detail: UNSTORABLE }]);
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(faultsOf(parsed.error).map(({ path, detail }) => ({ pointer: jsonPointer(path), detail })));
}

/** The query string of `url` as the shape parses it. A repeated parameter is an array. @throws AppError `invalid`, pointers `?name`. */
export function validQuery(shape: z.ZodType, url: string): unknown {
  const query = queryOf(url);
  const unstorable = Object.keys(query).find((name) => !isStorable(name) || !isStorable(query[name]));
  if (unstorable !== undefined) throw invalid([{ pointer: queryPointer([unstorable]), detail: UNSTORABLE }]);
  const parsed = shape.safeParse(query);
  if (parsed.success) return parsed.data;
  throw invalid(faultsOf(parsed.error).map(({ path, detail }) => ({ pointer: queryPointer(path), detail })));
}

/** Path parameters as the shape parses them. @throws AppError `not_found`: what cannot be an id names nothing. */
export function validParams(shape: z.ZodType, params: unknown): unknown {
  const parsed = isStorable(params) ? shape.safeParse(params) : null;
  if (!parsed?.success) throw new AppError("not_found", "There is no such thing.");
  return parsed.data;
}

/** An RFC 6901 pointer. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function queryPointer(path: readonly PropertyKey[]): string {
  return `?${String(path[0] ?? "").slice(0, 80)}`;
}

function invalid(errors: readonly FieldError[]): AppError {
  const [first] = errors;
  const where = first?.pointer ? `${first.pointer}: ` : "";
  return new AppError("invalid", `${where}${first?.detail ?? "not valid"}`, { errors });
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly detail: string;
}

function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.flatMap(faultsOfIssue).slice(0, MAX_ERRORS);
}

function faultsOfIssue(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: [...issue.path, key], detail: "is not known here" }));
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined"))
    return [{ path: issue.path, detail: "is missing" }];
  return [{ path: issue.path, detail: issue.message }];
}

function queryOf(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const start = url.indexOf("?");
  if (start < 0) return query;
  for (const [name, value] of new URLSearchParams(url.slice(start + 1))) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else query[name] = [before, value].flat();
  }
  return query;
}
