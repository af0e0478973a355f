/** A space of one's own to use tools in: 80 × 40 m, empty, with people of every role. */
import type { Game } from "../../src/game.ts";
import type { ObjectView, ToolUseView } from "../../src/protocol/spaceViews.ts";
import { type Bot, startTestServer, type TestServer, type TestUser } from "../../src/testing.public.ts";
import { TickWatch } from "./roomWatch.ts";

export interface Used {
  readonly tool_use_id: number;
  readonly object: ObjectView | null;
}

export class Workshop {
  readonly watch: TickWatch;
  readonly server: TestServer;
  readonly owner: TestUser;
  readonly spaceId: number;
  readonly #bots: Bot[] = [];

  private constructor(parts: { watch: TickWatch; server: TestServer; owner: TestUser; spaceId: number }) {
    this.watch = parts.watch;
    this.server = parts.server;
    this.owner = parts.owner;
    this.spaceId = parts.spaceId;
  }

  static async open(game: Game = {}, env: Record<string, string> = {}): Promise<Workshop> {
    const watch = new TickWatch();
    const server = await startTestServer({
      game: { ...game, plugins: [watch.plugin, ...(game.plugins ?? [])] },
      env: { RATE_LIMITS: "off", ...env },
    });
    watch.of(server);
    const owner = await server.register("owner");
    const body = { name: "Workshop", width: 80, depth: 40 };
    const answer = await server.call<{ id: number }>("POST", "/spaces", { user: owner, body });
    return new Workshop({ watch, server, owner, spaceId: answer.body.id });
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async enter(user: TestUser, x = 10, y = 10): Promise<Bot> {
    const bot = await this.server.join(user, { spaceId: this.spaceId, x, y });
    this.#bots.push(bot);
    return bot;
  }

  /** Lets everybody leave. */
  async empty(): Promise<void> {
    for (const bot of this.#bots.splice(0)) await bot.leave();
  }

  async member(role: "member" | "moderator"): Promise<TestUser> {
    const user = await this.server.register();
    const body = { user_id: user.id, role };
    await this.server.call("POST", `/spaces/${this.spaceId}/members`, { user: this.owner, body });
    return user;
  }

  /** A new object, made by the owner over HTTP. */
  async object(prefabId: string, x: number, y: number, rest: object = {}): Promise<number> {
    const answer = await this.server.call<{ id: number }>("POST", `/spaces/${this.spaceId}/objects`, {
      user: this.owner,
      body: { prefab_id: prefabId, x, y, ...rest },
    });
    if (answer.status !== 201) throw new Error(`${prefabId}: ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  }

  /** An object as HTTP shows it. */
  async read(id: number): Promise<ObjectView> {
    return (await this.server.call<ObjectView>("GET", `/objects/${id}`, { user: this.owner })).body;
  }

  /** All objects as HTTP shows them, without the time of their last change. */
  async objects(): Promise<Omit<ObjectView, "updated_at">[]> {
    const path = `/spaces/${this.spaceId}/objects?limit=200`;
    const { body } = await this.server.call<{ items: ObjectView[] }>("GET", path, { user: this.owner });
    return body.items.map(({ updated_at: _, ...rest }) => rest);
  }

  /** The log, newest first. */
  async log(query = ""): Promise<ToolUseView[]> {
    const path = `/spaces/${this.spaceId}/tool-uses?limit=200${query}`;
    const { body } = await this.server.call<{ items: ToolUseView[] }>("GET", path, { user: this.owner });
    return body.items;
  }
}

/** Uses a tool; what it gives. @throws the SDK's error if it is refused. */
export function use(bot: Bot, id: number, action: string, params?: unknown): Promise<Used> {
  return bot.request<Used>("use_tool", {
    target_object_id: id,
    action,
    ...(params === undefined ? {} : { params }),
  });
}

/** The code with which a request is refused, `ok` if it is not. */
export async function codeOf(reply: Promise<unknown>): Promise<string> {
  try {
    await reply;
    return "ok";
  } catch (error) {
    return (error as { reason?: { code?: string } }).reason?.code ?? String(error);
  }
}
