/** Changing the settings of a space key by key. */
import { AppError, type FieldError } from "../../errors.ts";
import { SpaceSettings } from "../../protocol/spaces.ts";

/**
 * `present` with `change` laid over it: null takes a key back to its default. Neither is mutated.
 * @throws AppError `invalid` naming every unknown key and every value out of range, as `/settings/<key>`.
 */
export function mergedSettings(
  present: SpaceSettings,
  change: Readonly<Record<string, unknown>>,
): SpaceSettings {
  const merged = new Map<string, unknown>(Object.entries(present));
  for (const [key, value] of Object.entries(change)) {
    if (value === null && Object.hasOwn(SpaceSettings.shape, key)) merged.delete(key);
    else merged.set(key, value);
  }
  const parsed = SpaceSettings.safeParse(Object.fromEntries(merged));
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", "The settings are not valid.", {
    errors: parsed.error.issues.flatMap(toFieldErrors),
  });
}

function toFieldErrors(issue: {
  code: string;
  path: PropertyKey[];
  message: string;
  keys?: string[];
}): FieldError[] {
  if (issue.code === "unrecognized_keys" && issue.keys) {
    return issue.keys.map((key) => ({ pointer: pointer([...issue.path, key]), detail: "is no setting" }));
  }
  return [{ pointer: pointer(issue.path), detail: issue.message }];
}

function pointer(path: readonly PropertyKey[]): string {
  const keys = path.map((key) => String(key).replaceAll("~", "~0").replaceAll("/", "~1"));
  return ["/settings", ...keys].join("/");
}
