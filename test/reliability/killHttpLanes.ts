/** What is done over HTTP in a kill run: objects are written, logins opened and renewed. */
import { DELETE_ACTION, EDIT_ACTION, PLACE_ACTION } from "../../src/core/sim/tools/toolSet.ts";
import type { Api, ApiAnswer } from "../helpers/api.ts";
import { CAFE, type Cast, PLAZA } from "./killCast.ts";
import type { LaneDeps } from "./killRoomLanes.ts";

/** Objects that one writer keeps; beyond it changes and removes. */
const MOST_OWN = 15;

interface Written {
  readonly id: number;
  readonly spaceId: number;
}

/** Writes objects over HTTP: where rooms are live, in the plaza and the café, and where none is, in the depot. */
export async function write(api: Api, { cast, deps }: { cast: Cast; deps: LaneDeps }): Promise<void> {
  const { random } = deps;
  const { token } = cast.admin;
  const spaces = [PLAZA, CAFE, cast.depotId];
  const own: Written[] = [];
  for (;;) {
    const wish = random.next();
    const places = own.length === 0 || (own.length < MOST_OWN && wish < 0.4);
    const call = places
      ? place(api, { deps, token, own, spaceId: random.pick(spaces) })
      : change(api, { deps, token, own, removes: wish > 0.85 });
    if ((await call) === "gone") return;
    await deps.log.rest();
  }
}

interface Writing {
  readonly deps: LaneDeps;
  readonly token: string;
  readonly own: Written[];
}

async function place(
  api: Api,
  { deps, token, own, spaceId }: Writing & { readonly spaceId: number },
): Promise<"gone" | undefined> {
  const { log, random } = deps;
  const mark = log.unique("mark");
  const spot = { x: random.between(1, 19), y: random.between(1, 19) };
  const body = { prefab_id: "ball_rubber", ...spot, state: { mark } };
  const answer = await answered<{ id: number }>(
    api.call("POST", `/spaces/${spaceId}/objects`, { token, body }),
  );
  if (answer === "gone") return answer;
  if (answer.status >= 300) return log.refuse(codeOf(answer));
  own.push({ id: answer.body.id, spaceId });
  log.wrote({ spaceId, objectId: answer.body.id, action: PLACE_ACTION, mark });
}

async function change(
  api: Api,
  { deps, token, own, removes }: Writing & { readonly removes: boolean },
): Promise<"gone" | undefined> {
  const { log, random } = deps;
  const index = random.int(0, own.length - 1);
  const { id, spaceId } = own[index] as Written;
  const mark = log.unique("mark");
  const body = { heading: random.between(0, 6), state: { mark } };
  const answer = await answered(
    removes
      ? api.call("DELETE", `/objects/${id}`, { token })
      : api.call("PATCH", `/objects/${id}`, { token, body }),
  );
  if (answer === "gone") return answer;
  // What was refused for a fault may be gone all the same.
  if (removes) own.splice(index, 1);
  if (answer.status >= 300) return log.refuse(codeOf(answer));
  if (removes) log.wrote({ spaceId, objectId: id, action: DELETE_ACTION, mark: null });
  else log.wrote({ spaceId, objectId: id, action: EDIT_ACTION, mark });
}

/** Logs in as new guests and renews their logins. A token whose renewal was not answered is nobody's any more. */
export async function comeAndGo(api: Api, { log, random }: LaneDeps): Promise<void> {
  const mine: string[] = [];
  for (;;) {
    const renews = mine.length > 0 && random.next() < 0.5;
    const old = renews ? mine.splice(random.int(0, mine.length - 1), 1)[0] : undefined;
    if (old !== undefined) log.refreshTokens.delete(old);
    const answer = await answered<{ refresh_token: string }>(
      old === undefined
        ? api.call("POST", "/auth/guest", { body: { display_name: "Visitor" } })
        : api.call("POST", "/auth/refresh", { body: { refresh_token: old } }),
    );
    if (answer === "gone") return;
    if (answer.status >= 300) await log.refuse(codeOf(answer));
    else {
      log.loggedIn += 1;
      mine.push(answer.body.refresh_token);
      log.refreshTokens.add(answer.body.refresh_token);
    }
    await log.rest();
  }
}

function codeOf({ status, body }: ApiAnswer<unknown>): string {
  return String((body as { code?: unknown } | null)?.code ?? status);
}

/** The answer, or "gone" if none came. */
async function answered<Body>(call: Promise<ApiAnswer<Body>>): Promise<ApiAnswer<Body> | "gone"> {
  try {
    return await call;
  } catch {
    return "gone";
  }
}
