/** A fuzz run: messages and calls against a server of its own, beside people who must not notice. */
import assert from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import { type Bot, joinSpace } from "../../src/testing/bot.ts";
import { Api } from "../helpers/api.ts";
import { PROCESS_ADMIN, type ServerProcess, startServerProcess } from "../helpers/serverProcess.ts";
import { fuzzHttp } from "./fuzzHttp.ts";
import { fuzzRoom, type Outcomes } from "./fuzzRoom.ts";
import { POLLUTION } from "./nastyValues.ts";

export interface FuzzRun {
  readonly dataDir: string;
  readonly messages: number;
  readonly calls: number;
  readonly seed: string;
}

export interface FuzzFigures {
  readonly messages: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
}

/** @throws AssertionError for what breaks the contract: see {@link fuzzRoom}, {@link fuzzHttp}; for a disturbed bystander, an error in the log, a dead server. */
export async function runFuzz({ dataDir, messages, calls, seed }: FuzzRun): Promise<FuzzFigures> {
  const random = createRandom(seed);
  const server = await startServerProcess({ dataDir });
  let bystander: Bot | undefined;
  try {
    const api = new Api(server.url);
    const { token } = await api.login(PROCESS_ADMIN);
    bystander = await joinSpace(server.url, token, { spaceId: 1, x: 30, y: 8 });
    const guest = await api.guest("Fuzzer");
    const user = await api.register("fuzzer");
    // As a moderator: what is refused for want of a role never reaches what it is to reach.
    const role = { user_id: user.userId, role: "moderator" };
    await api.demand("POST", "/spaces/1/members", { token, body: role });
    const inRoom = await fuzzRoom(api, { login: user, count: messages, random: random.fork("room") });
    await assertUndisturbed(bystander, server);
    const overHttp = await fuzzHttp(api, {
      tokens: [guest.token, user.token],
      count: calls,
      random: random.fork("http"),
    });
    await assertUndisturbed(bystander, server);
    const health = await (await fetch(`${server.url}/health`)).text();
    assert.ok(!health.includes(POLLUTION), "a prototype was polluted");
    await bystander.leave();
    assert.deepEqual(await server.stop(), { code: 0, signal: null });
    return { messages: sorted(inRoom), calls: sorted(overHttp) };
  } finally {
    await bystander?.leave();
    await server.kill();
  }
}

/** @throws AssertionError unless they are still here, walk and talk, and nothing was logged as an error. */
async function assertUndisturbed(bystander: Bot, server: ServerProcess): Promise<void> {
  assert.equal(bystander.closed, null);
  const { x, y } = bystander.avatar;
  const aside = y === 8 ? 7 : 8;
  bystander.move({ x, y: aside });
  await bystander.arrival(x, aside);
  await bystander.request("send_message", { message: "still here" });
  assert.doesNotMatch(server.output(), /"level":"(error|fatal)"|unhandled|uncaught/i);
}

function sorted(outcomes: Outcomes): Record<string, number> {
  return Object.fromEntries([...outcomes].sort(([, a], [, b]) => b - a));
}
