/** Who may take a seat in a space's room: decided before any room is made, and again when the seat is taken. */
import { ServerError } from "@colyseus/core";
import type { z } from "zod";
import type { Role } from "../core/sim/types.ts";
import { AppError } from "../errors.ts";
import { JoinOptions } from "../protocol/messages.ts";
import type { Authenticator, Caller } from "../services/accounts/caller.ts";
import type { Space, SpaceStore } from "../services/spaces/ports.ts";
import { admitted, findStanding } from "../services/spaces/standing.ts";
import type { TourKey } from "../services/tracking/ports.ts";
import type { BindTour } from "../services/tracking/tourBinding.ts";

export interface AdmissionDeps {
  readonly authenticator: Authenticator;
  readonly spaces: Pick<SpaceStore, "findSpace" | "findMember">;
  readonly now: () => number;
  /** True once the process is on its way out. */
  readonly draining: () => boolean;
  /** Keeps a place for one more avatar of `userId`, or says why there is none. */
  readonly reserve: (spaceId: number, userId: number) => AppError | null;
  readonly bindTour: BindTour;
}

/** What a seat carries as `client.auth`. */
export interface Admission {
  readonly caller: Caller;
  readonly role: Role;
  readonly join: JoinOptions;
  /** The tour that the avatar's events belong to. */
  readonly tour: TourKey | null;
}

/**
 * Admits the bearer of `token` to the space that `options` names, and normalises `options.spaceId` in place to a
 * number: matchmaking filters rooms by it afterwards, and 1 and "1" must be one room.
 * @throws ServerError with the HTTP status of the refusal; matchmaking answers it as `{code, error}`.
 */
export async function admit(
  deps: AdmissionDeps,
  token: string | undefined,
  options: unknown,
): Promise<Admission> {
  return asServerError(async () => {
    if (deps.draining())
      throw new AppError("unavailable", "The server is restarting; try again in a moment.");
    const parsed = JoinOptions.safeParse(options);
    if (!parsed.success) throw new AppError("invalid", describe(parsed.error));
    const join = parsed.data;
    (options as { spaceId: number }).spaceId = join.spaceId;
    const caller = await deps.authenticator.authenticate(token);
    const space = await deps.spaces.findSpace(join.spaceId);
    if (!space) throw new AppError("not_found", `There is no space ${join.spaceId}.`);
    const role = await currentRole(deps, caller, space);
    const tour = join.tourId === undefined ? null : await deps.bindTour(join.tourId, caller.userId);
    const refusal = deps.reserve(join.spaceId, caller.userId);
    if (refusal) throw refusal;
    return { caller, role, join, tour };
  });
}

/** The faults of join options in one sentence. */
function describe(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) =>
      path[0] === "spaceId"
        ? "spaceId: must be a space's id, a positive integer as a number or in decimal"
        : `${path.join(".") || "options"}: ${message}`,
    )
    .join("; ");
}

/** The caller's role in the space now. @throws AppError `forbidden`. */
export async function currentRole(
  deps: Pick<AdmissionDeps, "spaces" | "now">,
  caller: Caller,
  space: Space,
): Promise<Role> {
  return admitted(await findStanding(deps.spaces, caller, { space, nowMs: deps.now() }));
}

/** Runs `act`, turning an AppError into the ServerError that Colyseus hands to the client. */
export async function asServerError<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AppError) throw new ServerError(error.status, error.message);
    throw error;
  }
}
