import assert from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import { Interest } from "../../../src/core/sim/interest.ts";
import { type Avatar, bodyOf, removeAvatar, type World } from "../../../src/core/sim/world.ts";
import { put, rulesWith, worldWith } from "./worldKit.ts";

function seenBy(interest: Interest, avatar: Avatar): string[] {
  return [...interest.sight(avatar.sessionId)].sort();
}

function distanceM(world: World, a: Avatar, b: Avatar): number {
  const [one, two] = [bodyOf(a, world.rules.movement), bodyOf(b, world.rules.movement)];
  return Math.hypot(one.x - two.x, one.y - two.y);
}

describe("interest", () => {
  it("[IN1] a viewer sees itself, alone too, and reports itself once", () => {
    const world = worldWith();
    const avatar = put(world, 10, 10);
    const interest = new Interest();
    assert.deepEqual(seenBy(interest, avatar), []);
    assert.deepEqual([...interest.update(world)], [["s1", { entered: ["s1"], left: [] }]]);
    assert.equal(interest.update(world).size, 0);
    assert.deepEqual(seenBy(interest, avatar), ["s1"]);
  });

  it("[IN2] others come into sight at the radius and leave beyond 1.2 times it", () => {
    const world = worldWith({ widthM: 100 });
    const [viewer, other] = [put(world, 10, 10), put(world, 60, 10)];
    const interest = new Interest();
    const seenAt = (away: number) => {
      other.x = 10 + away;
      interest.update(world);
      return interest.sight(viewer.sessionId).has(other.sessionId);
    };
    assert.deepEqual([35, 25.01, 25, 29.99, 30, 30.01, 26, 25].map(seenAt), [
      false,
      false,
      true,
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it("[IN2] it is a circle, in every direction", () => {
    const world = worldWith({ widthM: 100, depthM: 100 });
    const viewer = put(world, 50, 50);
    for (let index = 0; index < 72; index += 1) {
      const angle = (index * Math.PI) / 36;
      const awayM = index % 2 ? 24.99 : 25.01;
      put(world, 50 + awayM * Math.cos(angle), 50 + awayM * Math.sin(angle), `at${index}`);
    }
    const interest = new Interest();
    interest.update(world);
    assert.deepEqual(
      seenBy(interest, viewer),
      ["s1", ...Array.from({ length: 36 }, (_, index) => `at${2 * index + 1}`)].sort(),
    );
  });

  it("[IN3] sees the nearest, up to the limit", () => {
    const world = worldWith({ interestLimit: 3 });
    const viewer = put(world, 10, 10);
    for (const away of [9, 2, 7, 4, 5]) put(world, 10 + away, 10, `at${away}`);
    const interest = new Interest();
    interest.update(world);
    assert.deepEqual(seenBy(interest, viewer), ["at2", "at4", "at5", "s1"]);
  });

  it("[IN4] at the limit one in sight yields only to one a fifth nearer", () => {
    const world = worldWith({ interestLimit: 1 });
    const viewer = put(world, 10, 10);
    put(world, 20, 10, "old");
    const interest = new Interest();
    interest.update(world);
    const rival = put(world, 18.01, 10, "rival");
    interest.update(world);
    assert.deepEqual(seenBy(interest, viewer), ["old", "s1"]);
    rival.x = 18;
    assert.deepEqual(interest.update(world).get("s1"), { entered: ["rival"], left: ["old"] });
    assert.deepEqual(seenBy(interest, viewer), ["rival", "s1"]);
  });

  it("[IN6] who leaves the space leaves every sight, whoever's turn it is", () => {
    const world = worldWith();
    const avatars = [put(world, 10, 10), put(world, 11, 10), put(world, 12, 10)];
    const interest = new Interest();
    interest.update(world);
    removeAvatar(world, "s2");
    const changes = interest.update(world, { index: 5, of: 6 });
    assert.deepEqual(
      [...changes],
      ["s1", "s3"].map((id) => [id, { entered: [], left: ["s2"] }]),
    );
    assert.deepEqual(seenBy(interest, avatars[1] as Avatar), []);
    assert.deepEqual(seenBy(interest, avatars[0] as Avatar), ["s1", "s3"]);
    put(world, 13, 10, "s4");
    interest.update(world);
    assert.deepEqual(
      seenBy(interest, avatars[0] as Avatar),
      ["s1", "s3", "s4"],
      "its slot serves the next one",
    );
  });

  it("[IN1] [IN6] a newcomer looks at once, the others when it is their turn", () => {
    const world = worldWith();
    const first = put(world, 10, 10);
    const interest = new Interest();
    interest.update(world);
    const second = put(world, 12, 10);
    interest.update(world, { index: 1, of: 3 });
    assert.deepEqual([seenBy(interest, first), seenBy(interest, second)], [["s1"], ["s1", "s2"]]);
    interest.update(world, { index: 2, of: 3 });
    interest.update(world, { index: 0, of: 3 });
    assert.deepEqual(seenBy(interest, first), ["s1", "s2"]);
  });

  it("[IN7] a smaller radius and a lower limit apply at the next update", () => {
    const world = worldWith();
    const viewer = put(world, 10, 10);
    for (const away of [1, 2, 3, 11, 12.1]) put(world, 10 + away, 10, `at${away}`);
    const interest = new Interest();
    interest.update(world);
    assert.equal(interest.sight("s1").size, 6);
    world.rules = rulesWith({ interestRadiusM: 10 });
    assert.deepEqual(interest.update(world).get("s1"), { entered: [], left: ["at12.1"] });
    world.rules = rulesWith({ interestRadiusM: 10, interestLimit: 2 });
    interest.update(world);
    assert.deepEqual(seenBy(interest, viewer), ["at1", "at2", "s1"]);
    world.rules = rulesWith({ interestRadiusM: 500 });
    interest.update(world);
    assert.equal(interest.sight("s1").size, 6);
  });

  it("[IN8] for a forgotten viewer everything enters anew", () => {
    const world = worldWith();
    put(world, 10, 10);
    put(world, 11, 10);
    const interest = new Interest();
    interest.update(world);
    interest.forget("s1");
    interest.forget("unknown");
    assert.equal(interest.sight("s1").size, 0);
    assert.deepEqual([...interest.update(world)], [["s1", { entered: ["s1", "s2"], left: [] }]]);
  });

  it("[IN9] in a grid space distances are between the centres of cells", () => {
    const world = worldWith({ movement: "grid", interestRadiusM: 2 });
    const viewer = put(world, 5, 5);
    put(world, 7, 5, "two");
    put(world, 7, 6, "more");
    const interest = new Interest();
    interest.update(world);
    assert.deepEqual(seenBy(interest, viewer), ["s1", "two"]);
  });

  for (const seed of [1, 2, 3, 4, 5, 6]) {
    it(`[IN2] [IN3] [IN4] [IN5] decides as a plain reading of the rules does (seed ${seed})`, () => {
      const random = createRandom(seed);
      const crowd = {
        widthM: random.pick([5, 60, 1000]),
        depthM: 60,
        interestRadiusM: random.pick([3, 12.5, 25]),
      };
      const world = worldWith({ ...crowd, interestLimit: random.pick([1, 5, 20]) });
      const interest = new Interest();
      const plain = new Map<string, Set<string>>();
      let joined = 0;
      for (let round = 0; round < 25; round += 1) {
        for (const avatar of world.avatars.values()) {
          avatar.x += random.between(-2, 2);
          avatar.y += random.between(-2, 2);
          if (random.next() < 0.03) removeAvatar(world, avatar.sessionId);
        }
        while (world.avatars.size < 90) {
          joined += 1;
          put(world, random.between(0, crowd.widthM), random.between(0, 60), `j${joined}`);
        }
        if (round === 12) world.rules = { ...world.rules, interestLimit: 3 };
        const of = random.int(1, 3);
        const before = new Map([...world.avatars.keys()].map((id) => [id, new Set(interest.sight(id))]));
        const changes = interest.update(world, { index: 0, of });
        for (const avatar of world.avatars.values()) {
          const old = before.get(avatar.sessionId) as Set<string>;
          const now = interest.sight(avatar.sessionId);
          const { entered, left } = changes.get(avatar.sessionId) ?? { entered: [], left: [] };
          assert.deepEqual(
            [...now].sort(),
            [...[...old].filter((id) => !left.includes(id)), ...entered].sort(),
            "as reported",
          );
          assert.ok(entered.every((id) => !old.has(id)) && left.every((id) => old.has(id)));
        }
        if (of > 1) {
          for (const id of world.avatars.keys()) plain.set(id, new Set(interest.sight(id)));
          continue;
        }
        for (const viewer of world.avatars.values()) {
          const expected = plainSight(world, viewer, plain.get(viewer.sessionId) ?? new Set());
          assert.deepEqual(seenBy(interest, viewer), [...expected].sort());
          for (const id of expected) {
            const awayM = distanceM(world, viewer, world.avatars.get(id) as Avatar);
            assert.ok(awayM <= 1.2 * world.rules.interestRadiusM + 1e-9, "[IN5]");
          }
          plain.set(viewer.sessionId, expected);
        }
      }
    });
  }
});

/** The rules as they are written, with everybody measured against everybody. */
function plainSight(world: World, viewer: Avatar, before: ReadonlySet<string>): Set<string> {
  const { interestRadiusM, interestLimit } = world.rules;
  const others = [...world.avatars.values()]
    .filter((other) => other !== viewer)
    .map((other) => ({ id: other.sessionId, awayM: distanceM(world, viewer, other) }))
    .sort((a, b) => a.awayM - b.awayM);
  const inSight = others
    .filter(({ id, awayM }) => before.has(id) && awayM <= 1.2 * interestRadiusM)
    .slice(0, interestLimit);
  for (const other of others) {
    if (inSight.includes(other) || other.awayM > interestRadiusM) continue;
    if (inSight.length < interestLimit) inSight.push(other);
    else {
      const farthest = inSight.reduce((far, seen) => (seen.awayM > far.awayM ? seen : far));
      if (other.awayM > 0.8 * farthest.awayM) break;
      inSight.splice(inSight.indexOf(farthest), 1, other);
    }
  }
  return new Set([viewer.sessionId, ...inSight.map(({ id }) => id)]);
}
