/** A real server for tests: its own port, its own data folder, everything else as in production. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningApp, startApp } from "../app.config.ts";
import type { Game } from "../game.ts";
import { type Bot, joinSpace, type SpaceJoin } from "./bot.ts";

/** What a test server is started with; every part may be left out. */
export interface TestServerOptions {
  readonly game?: Game;
  /** Over the test defaults: quiet log, demo spaces, port of its own, `NODE_ENV=test`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Who calls: what registering, logging in or `POST /auth/guest` gave. */
export interface TestUser {
  readonly id: number;
  readonly name: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** The answer to a request. */
export interface TestAnswer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, else the text. */
  readonly body: Body;
}

/** Who makes a request (nobody by default) and what goes with it. A body that is no text goes as JSON. */
export interface CallOptions {
  readonly user?: TestUser | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that runs for tests, on 127.0.0.1 and a port of its own. */
export interface TestServer {
  readonly app: RunningApp;
  readonly url: string;
  readonly dataDir: string;
  /** One request; `path` below /api/v1, or from the root if it starts with `//`. */
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<TestAnswer<Body>>;
  guest(name?: string): Promise<TestUser>;
  register(username?: string): Promise<TestUser>;
  /** The first admin, whom the server made at its start. */
  admin(): Promise<TestUser>;
  /** Joins a space with the stock SDK and waits until the first state is there. */
  join(user: TestUser, space: SpaceJoin): Promise<Bot>;
  /** Drains and starts again on the same data. The bots that were in are gone. */
  restart(): Promise<void>;
  /** Lets all bots leave, ends the server and removes its data. */
  close(): Promise<void>;
}

const ADMIN = { username: "admin", password: "a test admin's password" };

/**
 * Starts a real server for tests, with the demo spaces and an admin, on data that `close` removes. Colyseus allows one at
 * a time in a process. @throws as `createApp`.
 */
export async function startTestServer({ game = {}, env = {} }: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "atrium-test-"));
  const start = () =>
    startApp(game, {
      NODE_ENV: "test",
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: dataDir,
      LOG_LEVEL: "silent",
      SEED_DEMO: "on",
      ADMIN_USERNAME: ADMIN.username,
      ADMIN_PASSWORD: ADMIN.password,
      ...env,
    });
  let app = await start();
  const bots = new Set<Bot>();
  let named = 0;
  const letGo = async () => {
    await Promise.all([...bots].map((bot) => bot.leave()));
    bots.clear();
  };
  const call: TestServer["call"] = (method, path, options) => send(app.url, { method, path, ...options });
  const session = async (path: string, body: object): Promise<TestUser> => {
    const answer = await call<SessionBody>("POST", path, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const { user, access_token: token, refresh_token: refreshToken } = answer.body;
    return { id: user.id, name: user.display_name, token, refreshToken };
  };
  return {
    get app() {
      return app;
    },
    get url() {
      return app.url;
    },
    dataDir,
    call,
    guest: (name = `Guest ${++named}`) => session("/auth/guest", { display_name: name }),
    register: (username = `user${++named}`) =>
      session("/auth/register", { username, password: `password of ${username}` }),
    admin: () => session("/auth/login", ADMIN),
    async join(user, space) {
      const bot = await joinSpace(app.url, user.token, space);
      bots.add(bot);
      return bot;
    },
    async restart() {
      await app.close();
      bots.clear();
      app = await start();
    },
    async close() {
      await letGo();
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface SessionBody {
  readonly user: { readonly id: number; readonly display_name: string };
  readonly access_token: string;
  readonly refresh_token: string;
}

async function send<Body>(
  baseUrl: string,
  {
    method,
    path,
    user,
    body,
    headers = {},
  }: CallOptions & { readonly method: string; readonly path: string },
): Promise<TestAnswer<Body>> {
  const url = path.startsWith("//") ? `${baseUrl}${path.slice(1)}` : `${baseUrl}/api/v1${path}`;
  const answer = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(user ? { authorization: `Bearer ${user.token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as Body };
}
