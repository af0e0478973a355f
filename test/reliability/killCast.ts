/** Who takes part in a kill run. The accounts are made once and come back, with their old tokens, after every kill. */
import { type Bot, joinSpace } from "../../src/testing/bot.ts";
import type { Api, Login } from "../helpers/api.ts";
import { PROCESS_ADMIN } from "../helpers/serverProcess.ts";

export const PLAZA = 1;
export const CAFE = 2;

export interface Cast {
  readonly admin: Login;
  /** Moderators of the plaza: they place, change, remove and undo. */
  readonly keepers: readonly Login[];
  /** Guests of the plaza: they talk and walk. */
  readonly talkers: readonly Login[];
  /** Guests who go somewhere and stand there, in the plaza and in the café. */
  readonly standers: readonly { readonly login: Login; readonly spaceId: number }[];
  /** A space in which nobody ever is: it is written to over HTTP alone. */
  readonly depotId: number;
}

/** Avatars of one round. */
export interface Present {
  readonly login: Login;
  readonly spaceId: number;
  readonly bot: Bot;
}

export interface Presence {
  readonly keepers: readonly Present[];
  readonly talkers: readonly Present[];
  readonly standers: readonly Present[];
}

export async function makeCast(api: Api): Promise<Cast> {
  const admin = await api.login(PROCESS_ADMIN);
  const keepers = await Promise.all(["keeper.one", "keeper.two"].map((name) => api.register(name)));
  for (const { userId } of keepers) {
    await api.demand("POST", `/spaces/${PLAZA}/members`, {
      token: admin.token,
      body: { user_id: userId, role: "moderator" },
    });
  }
  const talkers = await Promise.all(["Ann", "Bob", "Cid"].map((name) => api.guest(name)));
  const [standing, sitting] = await Promise.all(["Dan", "Eve"].map((name) => api.guest(name)));
  const depot = await api.demand<{ id: number }>("POST", "/spaces", {
    token: admin.token,
    body: { name: "Depot" },
  });
  const standers = [
    { login: standing as Login, spaceId: PLAZA },
    { login: sitting as Login, spaceId: CAFE },
  ];
  return { admin, keepers, talkers, standers, depotId: depot.id };
}

/** Lets all of them in; keepers beside the chair of the plaza that both want, talkers apart, standers wherever they were. */
export async function enterAll(url: string, cast: Cast): Promise<Presence> {
  const enter = async (login: Login, spaceId: number, spot?: { x: number; y: number }): Promise<Present> => {
    const bot = await joinSpace(url, login.token, { spaceId, ...spot });
    bot.room.reconnection.enabled = false;
    return { login, spaceId, bot };
  };
  const [keepers, talkers, standers] = await Promise.all([
    Promise.all(cast.keepers.map((login, index) => enter(login, PLAZA, { x: 15 + 2 * index, y: 21.5 }))),
    Promise.all(cast.talkers.map((login, index) => enter(login, PLAZA, { x: 24 + 4 * index, y: 10 }))),
    Promise.all(cast.standers.map(({ login, spaceId }) => enter(login, spaceId))),
  ]);
  return { keepers, talkers, standers };
}
