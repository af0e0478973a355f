import assert from "node:assert/strict";
import { hashWorld } from "../../../src/core/sim/hash.ts";
import { type Avatar, putObject, type World } from "../../../src/core/sim/world.ts";
import { chairAt, put, worldWith } from "./worldKit.ts";

function sample(): World {
  const world = worldWith();
  put(world, 1, 2, "a");
  put(world, 3, 4, "b");
  putObject(world, { ...chairAt(1, 5, 5), state: { color: "red", label: "x" } });
  putObject(world, chairAt(2, 8, 5));
  return world;
}

describe("hashWorld", () => {
  it("[MV18] is equal for equal worlds in whatever order they were filled, and at any time", () => {
    const other = worldWith();
    putObject(other, chairAt(2, 8, 5));
    put(other, 3, 4, "b");
    put(other, 1, 2, "a");
    for (const avatar of other.avatars.values())
      Object.assign(avatar, { userId: avatar.sessionId === "a" ? 1 : 2 });
    putObject(other, { ...chairAt(1, 5, 5), state: { label: "x", color: "red" } });
    other.timeMs = 1000;
    assert.equal(hashWorld(other), hashWorld(sample()));
    assert.match(hashWorld(other), /^[0-9a-f]{16}$/);
  });

  const changes: [string, (world: World, avatar: Avatar) => void][] = [
    ["x by the last bit", (_, avatar) => (avatar.x += Number.EPSILON)],
    ["heading", (_, avatar) => (avatar.heading = 1)],
    ["activity", (_, avatar) => (avatar.activity = "wave")],
    ["zone", (_, avatar) => (avatar.zone = "bar")],
    ["ack", (_, avatar) => (avatar.ack = 1)],
    ["seat", (_, avatar) => (avatar.seatId = 0)],
    ["target", (_, avatar) => (avatar.walk.target = { x: 0, y: 0 })],
    ["budget", (_, avatar) => (avatar.walk.budgetM -= 0.1)],
    ["a cooldown", (_, avatar) => avatar.readyAtMs.set("paint", 5)],
    ["an avatar less", (world) => world.avatars.delete("b")],
    ["an object less", (world) => world.objects.delete(2)],
    [
      "an object's state",
      (world) => putObject(world, { ...chairAt(1, 5, 5), state: { color: "re", dlabel: "x" } }),
    ],
    ["a holder", (world, avatar) => putObject(world, chairAt(2, 8, 5, avatar))],
    ["solid", (world) => putObject(world, { ...chairAt(2, 8, 5), solid: false })],
  ];
  it("[MV18] differs when anything differs", () => {
    const hashes = changes.map(([, change]) => {
      const world = sample();
      change(world, world.avatars.get("a") as Avatar);
      return hashWorld(world);
    });
    assert.equal(new Set([hashWorld(sample()), ...hashes]).size, changes.length + 1);
  });
});
