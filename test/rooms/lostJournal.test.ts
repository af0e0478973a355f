import assert from "node:assert/strict";
import { AppError } from "../../src/errors.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { liveRoom } from "../helpers/roomKit.ts";
import { caughtUp, TickWatch, worldOf } from "../helpers/roomWatch.ts";
import { codeOf } from "../helpers/workshop.ts";

describe("a room whose journal is gone", () => {
  const watch = new TickWatch();
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ game: { plugins: [watch.plugin] }, env: { RATE_LIMITS: "off" } });
    watch.of(server);
  });
  after(() => server.close());

  it("[CT13] refuses alone what the journal refuses, and takes it back", async () => {
    const ann = await server.join(await server.admin(), { spaceId: 1, x: 15, y: 22 });
    const { journal } = liveRoom(server, 1).deps;
    const append = journal.append.bind(journal);
    const before = worldOf(server, 1).objects.get(5);
    const paint = (color: string) =>
      codeOf(ann.request("use_tool", { target_object_id: 5, action: "paint", params: { color } }));
    journal.append = (entry) =>
      entry.kind === "use" ? Promise.reject(new AppError("unavailable", "Too much waits.")) : append(entry);
    assert.equal(await paint("blue"), "unavailable");
    assert.deepEqual(worldOf(server, 1).objects.get(5), before);
    assert.equal(await codeOf(ann.request("undo")), "not_found", "there is no such use");
    journal.append = append;
    assert.equal(await paint("green"), "ok");
    await ann.until("green", () => ann.state.objects.get("5")?.state.get("color") === "green");
    await ann.leave();
  });

  it("[JR33] takes no use of an object that shows a refused one, until it is known whether an earlier one was stored", async () => {
    const ann = await server.join(await server.admin(), { spaceId: 1, x: 15, y: 22 });
    const { journal } = liveRoom(server, 1).deps;
    const append = journal.append.bind(journal);
    const answer = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let uses = 0;
    journal.append = (entry) => {
      if (entry.kind !== "use") return append(entry);
      uses += 1;
      asked.resolve();
      if (uses > 1) return Promise.reject(new AppError("unavailable", "The journal does not answer."));
      return answer.promise.then(() => append(entry));
    };
    const paint = (color: string) =>
      codeOf(ann.request("use_tool", { target_object_id: 5, action: "paint", params: { color } }));
    const first = paint("black");
    await asked.promise;
    assert.equal(await paint("white"), "unavailable");
    assert.equal(await paint("grey"), "unavailable");
    assert.equal(uses, 2, "the third began from what was never stored, and was not tried");
    answer.resolve();
    assert.equal(await first, "ok");
    await ann.until("black", () => ann.state.objects.get("5")?.state.get("color") === "black");
    journal.append = append;
    assert.equal(await paint("green"), "ok");
    await ann.leave();
  });

  it("[CT13] refuses what it cannot store as unavailable, shows none of it, and goes on walking people", async () => {
    const moderator = await server.admin();
    const ann = await server.join(moderator, { spaceId: 1, x: 15, y: 22 });
    const bob = await server.join(await server.guest(), { spaceId: 1, x: 17, y: 22 });
    const { tool_use_id } = await ann.request("use_tool", {
      target_object_id: 5,
      action: "paint",
      params: { color: "red" },
    });
    await bob.until("red", () => bob.state.objects.get("5")?.state.get("color") === "red");
    const before = worldOf(server, 1).objects.get(5);
    await liveRoom(server, 1).deps.journal.close();
    bob.received.length = 0;

    const refused = [
      await ann.refusal("send_message", { message: "does it hold?" }),
      await ann.refusal("send_message", { message: "psst", scope: "nearby" }),
      await ann.refusal("use_tool", { target_object_id: 5, action: "paint", params: { color: "blue" } }),
      await ann.refusal("undo", { tool_use_id }),
      await ann.refusal("place_object", { prefab_id: "chair_wood", x: 25, y: 12 }),
    ];
    assert.deepEqual(
      refused.map(({ code }) => code),
      refused.map(() => "unavailable"),
    );
    await watch.ticks(1, 3);
    await caughtUp(bob);
    assert.deepEqual(bob.received, []);
    assert.deepEqual(worldOf(server, 1).objects.get(5), before);
    assert.equal(bob.state.objects.get("5")?.state.get("color"), "red");
    ann.move({ x: 15, y: 20 });
    await ann.arrival(15, 20);
  });
});
