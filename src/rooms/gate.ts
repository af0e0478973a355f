/** What every room message passes before it is acted on: rate, shape, authority; and how it is answered, whatever happens. */
import type { Client } from "@colyseus/core";
import type { z } from "zod";
import { AppError } from "../errors.ts";
import { CLOSE_CODES } from "../protocol/closeCodes.ts";
import type { RefusalMessage } from "../protocol/messages.ts";
import { isStorable } from "../protocol/text.ts";
import type { FloodGuard } from "./floodGuard.ts";

/** The part of Colyseus' message context that answers a request; `id` is undefined for a plain `send`. */
export interface ReplyContext {
  readonly id: number | undefined;
  reject(reason: RefusalMessage): void;
  resolve(value: unknown): void;
}

export interface GateDeps {
  /** The client's counter; null lifts the rates. */
  readonly floodGuardOf: (client: Client) => FloodGuard | null;
  readonly nowMs: () => number;
  readonly onFault: (error: unknown, message: string) => void;
  readonly onRefused: (code: string, message: string) => void;
}

export type MessageHandler = (
  client: Client,
  payload: unknown,
  context: ReplyContext,
) => Promise<void> | void;

/**
 * A handler for messages called `name`. `act` gets a payload of the right shape; what it returns answers a request,
 * an AppError it throws refuses, and any other error is logged and answered as `internal`. `chat` also counts against the chat rate.
 */
export function gate<Payload>(
  deps: GateDeps,
  message: { readonly name: string; readonly shape: z.ZodType<Payload>; readonly chat?: boolean },
  act: (client: Client, payload: Payload) => unknown,
): MessageHandler {
  const refuse = (client: Client, context: ReplyContext, error: unknown) =>
    answerRefusal(deps, { client, context, name: message.name }, error);
  return (client, payload, context) => {
    try {
      checkRate(deps, client, message.chat ?? false);
      if (!isStorable(payload))
        throw new AppError(
          "invalid",
          "Take plain values only: text well-formed and without NUL characters, nothing nested too deep, no key toString.",
        );
      const parsed = message.shape.safeParse(payload);
      if (!parsed.success) throw new AppError("invalid", describe(parsed.error));
      const result = act(client, parsed.data);
      if (!(result instanceof Promise)) return context.resolve(result);
      return result.then(
        (value) => context.resolve(value),
        (error: unknown) => refuse(client, context, error),
      );
    } catch (error) {
      refuse(client, context, error);
    }
  };
}

/**
 * As {@link gate}, for a `send` whose payload was read into its shape already: what is left to pass are the rate and
 * what `act` refuses.
 */
export function gateRead<Payload>(
  deps: GateDeps,
  name: string,
  act: (client: Client, payload: Payload) => void,
): (client: Client, payload: Payload) => void {
  return (client, payload) => {
    try {
      checkRate(deps, client, false);
      act(client, payload);
    } catch (error) {
      answerRefusal(deps, { client, context: SILENT, name }, error);
    }
  };
}

/**
 * Handles a `send` under a name that the room does not know. Called with the name and the payload, and, should a
 * client use the very name of this handler (`*`), with a payload and a context as every handler.
 */
export function unknownMessage(deps: GateDeps): (client: Client, name: unknown, rest?: unknown) => void {
  return (client, name, rest) => {
    const context = isContext(rest) ? rest : SILENT;
    try {
      checkRate(deps, client, false);
      throw new AppError("not_found", "There is no such message.");
    } catch (error) {
      const named = typeof name === "string" || typeof name === "number";
      const shown = named && !isContext(rest) ? String(name).slice(0, 40) : "*";
      answerRefusal(deps, { client, context, name: shown }, error);
    }
  };
}

/** Answers nobody: what was sent was no request. */
const SILENT: ReplyContext = { id: undefined, reject: () => {}, resolve: () => {} };

/** What came from a client has no functions. */
function isContext(value: unknown): value is ReplyContext {
  return (
    typeof value === "object" && value !== null && "reject" in value && typeof value.reject === "function"
  );
}

function checkRate(deps: GateDeps, client: Client, chat: boolean): void {
  const guard = deps.floodGuardOf(client);
  if (!guard) return;
  const nowMs = deps.nowMs();
  const verdict = guard.message(nowMs);
  if (verdict === "abuse") client.leave(CLOSE_CODES.ABUSE, "too many messages");
  if (verdict !== "ok")
    throw new AppError("rate_limited", "Too many messages a second.", { retryAfterSeconds: 1 });
  if (chat && !guard.chat(nowMs))
    throw new AppError("rate_limited", "Too many chat messages a second.", { retryAfterSeconds: 1 });
}

function answerRefusal(
  deps: GateDeps,
  to: { client: Client; context: ReplyContext; name: string },
  error: unknown,
): void {
  const expected = error instanceof AppError;
  if (!expected) deps.onFault(error, to.name);
  const refusal = expected
    ? { code: error.code, message: error.message }
    : { code: "internal" as const, message: "The server failed at this; it is logged." };
  deps.onRefused(refusal.code, to.name);
  if (to.context.id !== undefined) {
    to.context.reject(refusal);
    return;
  }
  const noticed = refusal.code !== "rate_limited" || (deps.floodGuardOf(to.client)?.notice() ?? true);
  if (noticed) to.client.send("error", { ...refusal, event: to.name });
}

/** The first few faults of a payload in one sentence. */
function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join(".") || "payload"}: ${issue.message}`)
    .join("; ");
}
