import assert from "node:assert/strict";
import { createRandom } from "../../src/core/random.ts";
import type { Bot } from "../../src/testing.public.ts";
import { caughtUp } from "../helpers/roomWatch.ts";
import { codeOf, use, Workshop } from "../helpers/workshop.ts";

const SEED = 1_000;
/** Objects raced for at a time, and how often. */
const OBJECTS = 25;
const ROUNDS = 40;

describe(`two clients race for one object, ${OBJECTS * ROUNDS} times, seed ${SEED}`, () => {
  let shop: Workshop;
  before(async () => {
    shop = await Workshop.open({}, { TICK_HZ: "60" });
  });
  after(() => shop.close());

  it("[TR18] exactly one of the two holds it: in their replies, in everybody's state and in the log", async () => {
    const random = createRandom(SEED);
    const racers = [
      await shop.enter(await shop.server.guest()),
      await shop.enter(await shop.server.guest(), 10.5, 10),
    ];
    const witness = await shop.enter(await shop.server.guest(), 12, 10);
    const ids: number[] = [];
    for (let index = 0; index < OBJECTS; index += 1)
      ids.push(await shop.object("ball_rubber", 9 + (index % 5) * 0.5, 11 + Math.floor(index / 5) * 0.3));
    const twoHolders: number[] = [];
    const stop = shop.watch.listen(shop.spaceId, ({ objects }) => {
      for (const id of ids) {
        const { holder } = objects.get(id)!;
        if (holder && !racers.some(({ sessionId }) => sessionId === holder.sessionId)) twoHolders.push(id);
      }
    });
    const wins = [0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      const order = random.next() < 0.5 ? [0, 1] : [1, 0];
      const winners = await Promise.all(ids.map((id) => race(racers, id, order)));
      for (const winner of winners) wins[winner]! += 1;
      await shop.watch.ticks(shop.spaceId, 1);
      await caughtUp(witness);
      for (const [index, id] of ids.entries())
        assert.equal(witness.state.objects.get(String(id))?.holder, racers[winners[index]!]!.sessionId);
      const drops = ids.map((id, index) => use(racers[winners[index]!]!, id, "drop", { x: 10, y: 11.5 }));
      await Promise.all(drops);
    }
    stop();
    assert.deepEqual(twoHolders, []);
    assert.equal(wins[0]! + wins[1]!, OBJECTS * ROUNDS);
    assert.ok(Math.min(...wins) > OBJECTS, `both win now and then: ${wins}`);
    for (const id of ids.slice(0, 5)) await assertAlternating(id);
  }).timeout(40_000);

  /** Both ask at once; the index of the one who got it. */
  async function race(racers: readonly Bot[], id: number, order: readonly number[]): Promise<number> {
    const codes = ["", ""];
    await Promise.all(
      order.map(async (index) => {
        codes[index] = await codeOf(use(racers[index]!, id, "pick_up"));
      }),
    );
    assert.deepEqual(codes.toSorted(), ["held", "ok"]);
    return codes.indexOf("ok");
  }

  /** In the log of an object a hold begins only where the one before has ended. */
  async function assertAlternating(id: number): Promise<void> {
    const uses = (await shop.log(`&object_id=${id}`)).toReversed().slice(1);
    assert.equal(uses.length, 2 * ROUNDS);
    for (const [index, { action, before, after, user_id }] of uses.entries()) {
      assert.equal(action, index % 2 === 0 ? "pick_up" : "drop");
      assert.equal(before?.holder, index % 2 === 0 ? null : user_id);
      assert.equal(after?.holder, index % 2 === 0 ? user_id : null);
    }
  }
});
