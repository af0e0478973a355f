import assert from "node:assert/strict";
import { Room } from "@colyseus/core";
import { Client } from "@colyseus/sdk";
import { z } from "zod";
import { defineTool } from "../../src/core/sim/tools/defineTool.ts";
import { defineMessage, type SpacePlugin } from "../../src/rooms/plugins.ts";
import { type Bot, startTestServer, type TestServer } from "../../src/testing.public.ts";
import { eventually } from "../helpers/roomKit.ts";

const CHAIR = 5;
const fail = () => {
  throw new Error("the password is hunter2");
};
const failLater = (async () => fail()) as never;

const faulty = (name: string, act: () => never): SpacePlugin => ({
  name,
  start: () => ({
    onJoin: act,
    onLeave: act,
    onTick: act,
    messages: { [name]: defineMessage({ shape: z.unknown(), handle: act }) },
  }),
});

/** A game's own room that does everything wrong. */
class FaultyRoom extends Room {
  override onCreate(): void {
    this.onMessage("now", fail);
    this.onMessage("later", failLater);
    this.onMessage("well", () => "well");
  }
}

let ticked = 0;

class FaultyTicks extends Room {
  override onCreate(): void {
    this.onMessage("well", () => "well");
    this.setFixedTimestep(() => {
      ticked += 1;
      fail();
    }, 20);
  }
}

describe("faults of a game", () => {
  let server: TestServer;
  let ann: Bot;
  /** Rejections that nobody hears end a process. */
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  before(async () => {
    process.on("unhandledRejection", hear);
    const tool = { params: z.object({}), needs: "guest", range: 100, cooldownMs: 0 } as const;
    server = await startTestServer({
      env: { RATE_LIMITS: "off" },
      game: {
        tools: [
          defineTool({ ...tool, action: "fail_now", apply: fail }),
          defineTool({ ...tool, action: "fail_later", apply: failLater }),
          defineTool({
            ...tool,
            action: "no_way_back",
            apply: () => ({ state: { far: "gone" } }),
            inverse: failLater,
          }),
        ],
        affordances: { chair_wood: ["fail_now", "fail_later", "no_way_back"] },
        plugins: [
          faulty("now", fail as never),
          faulty("later", failLater),
          { name: "unstarted", start: fail },
        ],
        rooms: { faulty: FaultyRoom, faulty_ticks: FaultyTicks },
      },
    });
    ann = await server.join(await server.register(), { spaceId: 1 });
  });
  after(async () => {
    process.off("unhandledRejection", hear);
    await server.close();
  });

  afterEach(async () => {
    await assertAlive();
    assert.deepEqual(unheard, []);
  });

  async function assertAlive(): Promise<void> {
    ann.move({ x: ann.avatar.x, y: ann.avatar.y + 0.1, seq: 1 + (ann.avatar.ack % 1000) });
    const seq = 1 + (ann.avatar.ack % 1000);
    await ann.until("the room ticking", () => ann.avatar.ack === seq);
    const late = await server.join(await server.guest(), { spaceId: 1 });
    await late.leave();
  }

  it("[FT1] plugins that throw or reject in every hook stop neither ticks nor joins", async () => {
    await (await server.join(await server.guest(), { spaceId: 2 })).leave();
  });

  for (const name of ["now", "later"]) {
    it(`[FT2] a message handler that throws (${name}) is answered \`internal\`, without its words`, async () => {
      const refusal = await ann.refusal(name, {});
      assert.equal(refusal.code, "internal");
      assert.doesNotMatch(refusal.message, /hunter2/);
      ann.room.send(name, {});
      const error = await ann.message("error", ({ event }) => event === name);
      assert.equal(error.code, "internal");
    });

    it(`[FT2] a tool that throws (${name}) is answered \`internal\` and leaves the object as it was`, async () => {
      const before = JSON.stringify(ann.state.objects.get(String(CHAIR))?.toJSON());
      const refusal = await ann.refusal("use_tool", { target_object_id: CHAIR, action: `fail_${name}` });
      assert.equal(refusal.code, "internal");
      assert.doesNotMatch(refusal.message, /hunter2/);
      await assertAlive();
      assert.equal(JSON.stringify(ann.state.objects.get(String(CHAIR))?.toJSON()), before);
    });
  }

  it("[FT2] a tool whose way back throws later is answered `internal`, and its use stands", async () => {
    await ann.request("use_tool", { target_object_id: CHAIR, action: "no_way_back" });
    assert.equal((await ann.refusal("undo")).code, "internal");
    await ann.until("the use", () => ann.state.objects.get(String(CHAIR))?.state.get("far") === "gone");
  });

  it("[FT3] a game's own room that throws goes on", async () => {
    const client = new Client(server.url.replace(/^http/, "ws"));
    for (const type of ["faulty", "faulty_ticks"]) {
      const room = await client.joinOrCreate(type);
      if (type === "faulty") for (const name of ["now", "later"]) room.send(name, {});
      assert.equal(await room.request("well"), "well");
      await eventually("a while of ticks", () => ticked >= 3 || type !== "faulty_ticks");
      await room.leave();
    }
  });
});
