/** Colyseus' matchmaking, closed down to what clients need and answering in documented codes. */
import { type matchMaker as colyseusMatchMaker, ServerError } from "@colyseus/core";
import { AppError } from "../errors.ts";
import type { Log } from "../services/operations/instruments.ts";
import { corsHeaders, type OriginCheck } from "./middleware/cors.ts";

type MatchMaker = typeof colyseusMatchMaker;

/** What clients may call; `create`, `join` and `joinById` would pass by the one room of a space. */
const EXPOSED_METHODS = ["joinOrCreate", "reconnect"] as const;
type ExposedMethod = (typeof EXPOSED_METHODS)[number];

/** Colyseus' codes and the HTTP statuses they go out as, with words that tell nothing of our insides. */
const OWN_CODES: Readonly<Record<number, { readonly status: number; readonly message: string }>> = {
  520: { status: 404, message: "There is no room of this name." },
  521: { status: 404, message: "There is no such room." },
  522: { status: 404, message: "There is no such room." },
  523: { status: 503, message: "The room cannot be joined right now; try again in a moment." },
  524: { status: 404, message: "There is no seat to come back to." },
  525: { status: 422, message: "The join was not accepted." },
  526: { status: 503, message: "The room cannot be joined right now; try again in a moment." },
};

export interface MatchmakingDeps {
  readonly originAllowed: OriginCheck;
  readonly log: Log;
  /** Runs a `joinOrCreate`, after others that it must not run beside. */
  readonly inTurn: <Result>(
    roomName: string,
    options: unknown,
    join: () => Promise<Result>,
  ) => Promise<Result>;
}

/**
 * Replaces what Colyseus lets everybody do: only `joinOrCreate` and `reconnect` are exposed (others 403), CORS headers
 * are those of `originAllowed`, and every refusal is `{code, error}` with a code of the error table as its HTTP status.
 * Changes `matchMaker`, which is one for the whole process; calling again replaces the former settings.
 */
export function hardenMatchmaking(matchMaker: MatchMaker, deps: MatchmakingDeps): void {
  const { controller } = matchMaker;
  controller.exposedMethods = [...EXPOSED_METHODS];
  const defaults: Record<string, string> = controller.DEFAULT_CORS_HEADERS;
  for (const name of Object.keys(defaults)) delete defaults[name];
  controller.getCorsHeaders = (headers) =>
    corsHeaders(deps.originAllowed, {
      origin: headers.get("origin") ?? undefined,
      host: headers.get("host") ?? undefined,
    });
  controller.invokeMethod = async (method, roomName, options = {}, authContext) => {
    try {
      if (!isExposed(method)) throw new AppError("forbidden", `Clients may not call ${method}.`);
      if (method === "joinOrCreate") {
        const join = () => matchMaker.joinOrCreate(roomName, options, authContext);
        return await deps.inTurn(roomName, options, join);
      }
      if (typeof options.reconnectionToken !== "string")
        throw new AppError("invalid", "reconnectionToken must be given.");
      return await matchMaker.reconnect(roomName, options);
    } catch (error) {
      throw toRefusal(error, deps.log);
    }
  };
}

function isExposed(method: string): method is ExposedMethod {
  return (EXPOSED_METHODS as readonly string[]).includes(method);
}

/** What a client is told: the refusals of our rooms word for word, anything unexpected only as a status. */
function toRefusal(error: unknown, log: Log): ServerError {
  if (error instanceof AppError) return new ServerError(error.status, error.message);
  const code = (error as { code?: unknown } | null)?.code;
  const own = typeof code === "number" ? OWN_CODES[code] : undefined;
  if (own && own.status !== 503) return new ServerError(own.status, own.message);
  if (error instanceof ServerError && typeof code === "number" && !own && code !== 500) {
    const isStatus = (code >= 400 && code < 500) || code === 503;
    // A game's own code is no HTTP status; its words are for the client all the same.
    return new ServerError(isStatus ? code : 422, error.message);
  }
  log.error({ err: error }, "matchmaking failed");
  return new ServerError(503, OWN_CODES[523]?.message);
}
