/**
 * A random run of the crowd's encoder without a network: avatars that walk, leap, come, go, drop and return, sockets that
 * stop reading, objects that change beside them. After every tick each client's decoded state is compared with the
 * truth, and with what the plain encoder (one view a client) made of the same.
 */
import assert from "node:assert/strict";
import { createRandom, type Random } from "../../src/core/random.ts";
import { Interest } from "../../src/core/sim/interest.ts";
import type { SpaceObject, SpaceRules } from "../../src/core/sim/types.ts";
import {
  addAvatar,
  createWorld,
  deleteObject,
  putObject,
  removeAvatar,
  type World,
} from "../../src/core/sim/world.ts";
import { type AvatarState, type SpaceState, spaceStateFor } from "../../src/protocol/state.ts";
import { NEAR_M } from "../../src/rooms/crowd.ts";
import { CrowdSerializer } from "../../src/rooms/crowdSerializer.ts";
import { Mirror } from "../../src/rooms/mirror.ts";
import type { SendCounters } from "../../src/rooms/receiver.ts";
import type { Space } from "../../src/services/spaces/ports.ts";
import { rulesOf } from "../../src/services/spaces/rules.ts";
import { ViewMirror } from "../helpers/viewMirror.ts";
import { CrowdClient } from "./crowdClient.ts";

export interface CrowdRun {
  readonly ticks: number;
  readonly seed: string | number;
}

export interface CrowdFigures {
  readonly ticks: number;
  readonly compared: number;
  readonly joins: number;
  readonly returns: number;
  readonly sent: SendCounters;
}

const TICK_HZ = 20;
/** The share of patches that bring several ticks at once. */
const LATE_PATCHES = 0.3;
/** Everybody looks around once in so many ticks. */
const SIGHT_TURNS = 4;
/** An avatar that is far is as it was at most so many ticks ago. */
const FAR_TICKS = 4;
const MOST_AVATARS = 30;
type Shape = Pick<AvatarState, "userId" | "name" | "look" | "x" | "y" | "heading" | "zone" | "activity">;
const OBJECT: Omit<SpaceObject, "id"> = {
  prefabId: "chair",
  kind: "chair",
  x: 1,
  y: 2,
  z: 0,
  heading: 0,
  scale: 1,
  solid: false,
  state: {},
  holder: null,
  lockedBy: 0,
  createdBy: 1,
  createdAtMs: 0,
  updatedAtMs: 0,
};
const LOOK = { name: "Somebody", look: "" };

/** One who is in the space, its two clients (the crowd's and the plain one's) and its past. */
interface Person {
  readonly id: string;
  readonly userId: number;
  readonly client: CrowdClient;
  readonly plain: CrowdClient;
  /** Ticks until the client says that it heard of its seat; null: it has. */
  silentTicks: number | null;
  /** Ticks until a dropped client is back; null: it is there. */
  awayTicks: number | null;
  /** What its avatar looked like after the last ticks and, where it was called anew, between them; the latest first. */
  readonly past: { readonly tick: number; readonly shape: Shape }[];
}

/** @throws AssertionError at the first difference, with the tick. */
export function runCrowd({ ticks, seed }: CrowdRun): CrowdFigures {
  const { warn, error } = console;
  const complain = (...words: unknown[]) => assert.fail(`the decoder says: ${words.map(String).join(" ")}`);
  Object.assign(console, { warn: complain, error: complain });
  const run = new Run(createRandom(seed));
  try {
    for (let tick = 0; tick < ticks; tick += 1) run.tick();
    return run.figures();
  } catch (fault) {
    throw new assert.AssertionError({
      message: `seed ${seed}, tick ${run.world.tick}: ${(fault as Error).message}`,
    });
  } finally {
    Object.assign(console, { warn, error });
  }
}

class Run {
  readonly world: World;
  readonly #random: Random;
  /** The rest of a tick's frames, if others are to have their turn before. */
  #rest: (() => void) | null = null;
  readonly #serializer = new CrowdSerializer(TICK_HZ, {
    clients: 7,
    later: (burst) => {
      this.#rest = burst;
    },
  });
  readonly #mirror: Mirror;
  readonly #plain: ViewMirror;
  readonly #truth = new Interest();
  readonly #people = new Map<string, Person>();
  /** Who left while a tick was sent: those that had them in sight still have. */
  readonly #justLeft = new Map<string, Person>();
  /** Nothing came between the bursts of this tick. */
  #isQuiet = true;
  readonly #rules: SpaceRules;
  readonly #state: SpaceState;
  #nextId = 1;
  #figures = { ticks: 0, compared: 0, joins: 0, returns: 0 };

  constructor(random: Random) {
    this.#random = random;
    const sideM = random.pick([40, 70, 950]);
    const interestLimit = random.pick([5, 12, 64]);
    const movement = random.pick(["free", "grid"] as const);
    this.#rules = { ...rulesOf({ settings: {}, movement, widthM: sideM, depthM: sideM }), interestLimit };
    this.world = createWorld({
      spaceId: 1,
      rules: this.#rules,
      prefabs: new Map(),
      objects: [],
      spawnPoints: [],
    });
    const size = { widthM: sideM, depthM: sideM };
    this.#state = spaceStateFor(size);
    this.#serializer.reset(this.#state);
    this.#mirror = new Mirror(this.#state, this.world, this.#serializer);
    this.#plain = new ViewMirror(spaceStateFor(size), this.world);
    this.#mirror.describe({ ...size, id: 1, name: "Field", movement: this.#rules.movement } as Space);
    this.#serializer.applyPatches([]);
    for (let count = 0; count < 15; count += 1) this.#join();
  }

  figures(): CrowdFigures {
    return { ...this.#figures, sent: { ...this.#serializer.counters } };
  }

  tick(): void {
    const ticks = this.#random.next() < LATE_PATCHES ? this.#random.int(2, SIGHT_TURNS) : 1;
    for (let count = 0; count < ticks; count += 1) this.#simulate();
    const turn = { index: this.world.tick % SIGHT_TURNS, of: SIGHT_TURNS, span: ticks };
    this.#serializer.ticksInPatch = ticks;
    this.#mirror.update(turn);
    this.#plain.update(turn);
    this.#truth.update(this.world, turn);
    const people = [...this.#people.values()];
    this.#serializer.applyPatches(people.map(({ client }) => client.connection));
    this.#plain.serializer.applyPatches(people.map(({ plain }) => plain.connection));
    for (const person of people) this.#remember(person);
    this.#happenBetweenBursts();
    this.#serializer.finish();
    for (const person of this.#people.values()) this.#compare(person);
    this.#justLeft.clear();
    this.#figures.ticks += 1;
  }

  #simulate(): void {
    this.#changeObjects();
    for (let count = this.#random.int(0, 2); count > 0; count -= 1) this.#happen();
    for (const person of this.#people.values()) this.#live(person);
    this.world.tick += 1;
  }

  #anywhere() {
    const { widthM, movement } = this.#rules;
    // All in one corner of a wide space, at times: they must meet.
    const reachM = Math.min(widthM, this.#random.pick([30, 60]));
    const at = () => widthM - 0.5 - this.#random.between(0, reachM - 1);
    return movement === "grid" ? { x: Math.floor(at()), y: Math.floor(at()) } : { x: at(), y: at() };
  }

  #join(): void {
    const id = `${this.#nextId}${"ж".repeat(this.#random.int(0, 9))}`;
    const person: Person = {
      id,
      userId: this.#random.int(1, 9) * 1000 + (this.#nextId++ % 1000),
      client: new CrowdClient(this.#serializer.handshake()),
      plain: new CrowdClient(this.#plain.serializer.handshake()),
      silentTicks: this.#random.pick([0, 0, 1, 3]),
      awayTicks: null,
      past: [],
    };
    this.#people.set(id, person);
    const seed = { sessionId: id, userId: person.userId, role: "guest", heading: 0 } as const;
    const avatar = addAvatar(this.world, { ...seed, ...this.#anywhere() });
    this.#mirror.enter(avatar, person.client.connection, LOOK);
    this.#plain.enter(avatar, person.plain.connection, LOOK);
    this.#figures.joins += 1;
    if (person.silentTicks === 0 && this.#random.next() < 0.5) this.#acknowledge(person);
  }

  #acknowledge(person: Person): void {
    person.silentTicks = null;
    person.client.acknowledge((client) => this.#serializer.getFullState(client));
    person.plain.acknowledge((client) => this.#plain.serializer.getFullState(client));
  }

  #leave({ id }: Person): void {
    this.#people.delete(id);
    removeAvatar(this.world, id);
    this.#mirror.leave(id);
    this.#plain.leave(id);
  }

  #drop(person: Person): void {
    if (!person.client.isLive) return;
    person.awayTicks = this.#random.pick([0, 1, 5, 30]);
    person.client.connect();
    person.plain.connect();
    this.#mirror.detach(person.id);
    this.#plain.detach(person.id);
  }

  #rename(person: Person): void {
    const random = this.#random;
    const look = { name: `N${"é".repeat(random.int(0, 39))}`, look: `l${random.int(0, 9)}` };
    this.#mirror.rename(person.userId, look);
    this.#plain.rename(person.userId, look);
    for (const each of this.#people.values()) if (each.userId === person.userId) this.#remember(each);
  }

  /** Something that concerns one of them, or a newcomer. */
  #happen(): void {
    const random = this.#random;
    const dice = random.next();
    const person = random.pick([...this.#people.values()]);
    if (dice < 0.2 && this.#people.size < MOST_AVATARS) this.#join();
    else if (dice < 0.3 && this.#people.size > 12) this.#leave(person);
    else if (dice < 0.33) {
      this.#join();
      this.#leave([...this.#people.values()].at(-1) as Person);
    } else if (dice < 0.45) this.#drop(person);
    else if (dice < 0.55) this.#rename(person);
    else if (dice < 0.7 && person.client.isLive) person.client.stopReading(random.next() < 0.5);
    else if (dice < 0.72) {
      const interestLimit = random.pick([3, 12, 64]);
      this.world.rules = { ...this.world.rules, interestLimit, interestRadiusM: random.pick([8, 25, 40]) };
    } else if (dice < 0.74) {
      // Everybody stands: what was far must be exact soon.
      for (const avatar of this.world.avatars.values()) avatar.walk.rejected = true;
    } else for (const avatar of this.world.avatars.values()) avatar.walk.rejected = false;
  }

  /** Joins, leaves, drops and new names that come while some have this tick's frame and others do not. */
  #happenBetweenBursts(): void {
    const random = this.#random;
    this.#isQuiet = random.next() < 0.5;
    for (let count = this.#isQuiet ? 0 : 3; count > 0; count -= 1) {
      if (random.next() < 0.5) this.#rest?.();
      const person = random.pick([...this.#people.values()]);
      const dice = random.next();
      if (dice < 0.2) this.#rename(person);
      else if (dice < 0.3) this.#drop(person);
      else if (dice < 0.4 && this.#people.size > 12) {
        this.#justLeft.set(person.id, person);
        this.#leave(person);
      } else if (person.silentTicks !== null && person.awayTicks === null) this.#acknowledge(person);
    }
    if (random.next() < 0.5) this.#rest?.();
  }

  /** What happens to each of them in each tick. `walk.rejected` is used as a mark: it stands. */
  #live(person: Person): void {
    const random = this.#random;
    const avatar = this.world.avatars.get(person.id)!;
    if (person.awayTicks !== null && person.awayTicks-- <= 0) {
      person.awayTicks = null;
      person.silentTicks = random.pick([0, 0, 2]);
      this.#mirror.attach(person.id, person.client.connect());
      this.#plain.attach(person.id, person.plain.connect());
      this.#figures.returns += 1;
    }
    if (person.awayTicks === null && person.silentTicks !== null && person.silentTicks-- <= 0)
      this.#acknowledge(person);
    if (!person.client.isReading && random.next() < 0.15) person.client.readOn();
    if (random.next() < 0.1) avatar.ack = (avatar.ack + 1) & 0xffff;
    if (avatar.walk.rejected) return;
    if (random.next() < 0.01) Object.assign(avatar, this.#anywhere());
    else if (random.next() < 0.5) {
      const inside = (at: number) => Math.min(this.#rules.widthM - 0.4, Math.max(0.4, at));
      const step = () => (this.#rules.movement === "grid" ? random.int(-1, 1) : random.between(-0.6, 0.6));
      const whole = this.#rules.movement === "grid" ? Math.floor : (at: number) => at;
      avatar.x = whole(inside(avatar.x + step()));
      avatar.y = whole(inside(avatar.y + step()));
    }
    if (random.next() < 0.2) avatar.heading = random.between(-3, 3);
    if (random.next() < 0.02) avatar.activity = random.pick(["idle", "wave", "dance ♫"]);
    if (random.next() < 0.02) avatar.zone = random.pick(["", "bar", `z${"ü".repeat(30)}`]);
  }

  #changeObjects(): void {
    const random = this.#random;
    if (random.next() > 0.3) return;
    const id = random.int(1, 12);
    if (random.next() < 0.2) deleteObject(this.world, id);
    else
      putObject(this.world, {
        ...OBJECT,
        id,
        x: random.int(0, 30),
        state: { color: random.pick(["red", "blue"]) },
      });
  }

  #remember({ id, past }: Person): void {
    const { tick } = this.world;
    const state = this.#state.users.get(id)!;
    past.unshift({ tick, shape: shapeOf(state) });
    while (past.at(-1)!.tick <= tick - FAR_TICKS) past.pop();
  }

  #compare(person: Person): void {
    const { client } = person;
    if (!client.isLive || !client.isReading) return;
    this.#figures.compared += 1;
    const { users, objects, name } = client.decoder.state;
    assert.equal(name, "Field");
    this.#compareSight(person, users as never);
    this.#compareReferences(client);
    if (this.#random.next() < 0.1) assert.deepEqual(objects.toJSON(), this.#state.objects.toJSON());
  }

  /** Whom it sees, and how. */
  #compareSight({ client, plain, id }: Person, users: ReadonlyMap<string, AvatarState>): void {
    const sight = this.#truth.sight(id);
    // What came between bursts some clients know of and others do not: that cannot be the same in both.
    const asPlain = this.#isQuiet ? plain.decoder.state.users : null;
    const sizes = [users.size, client.present.size, asPlain?.size ?? sight.size];
    assert.deepEqual(sizes, [sight.size, sight.size, sight.size], `how many ${id} sees`);
    const own = this.world.avatars.get(id)!;
    const { x, y } = users.get(id)!;
    assert.ok(Math.hypot(x - own.x, y - own.y) < 0.01, `where ${id} is`);
    for (const other of sight) {
      const user = users.get(other);
      assert.ok(user && user === client.present.get(other), `${other}, whom ${id} sees`);
      const { past } = (this.#people.get(other) ?? this.#justLeft.get(other))!;
      const avatar = this.world.avatars.get(other);
      if (avatar && Math.hypot(avatar.x - own.x, avatar.y - own.y) <= NEAR_M) {
        const now = past.filter(({ tick }) => tick === this.world.tick);
        if (!now.some(({ shape }) => isSame(user, shape)))
          assert.fail(`${other}, near ${id}: ${told(user)}, is ${now.map(({ shape }) => told(shape))}`);
        if (asPlain)
          assert.ok(isSame(user, asPlain.get(other)!), `${other}, and as the plain encoder shows it`);
      } else {
        const known = past.some(({ shape }) => isSame(user, shape));
        if (!known)
          assert.fail(
            `${other}, far from ${id}: ${told(user)}, of late ${past.map(({ shape }) => told(shape))}`,
          );
      }
      assert.equal(user.ack || 0, other === id ? own.ack : 0, `ack of ${other}`);
    }
  }

  /** Nothing is kept in the decoder that is not in the state, and all that is there is counted once. */
  #compareReferences({ decoder }: CrowdClient): void {
    const { refs, refCount } = decoder.root;
    const { users, objects } = decoder.state;
    assert.equal(refs.size, 3 + users.size + 2 * objects.size, "structures that the decoder knows");
    for (const [refId] of refs) if (refId > 0) assert.equal(refCount[refId], 1, `references to ${refId}`);
  }
}

function shapeOf({ userId, name, look, x, y, heading, zone, activity }: AvatarState): Shape {
  return { userId, name, look, x, y, heading, zone, activity };
}

function isSame(one: Shape, other: Shape): boolean {
  return (
    one.x === other.x &&
    one.y === other.y &&
    one.heading === other.heading &&
    one.activity === other.activity &&
    one.zone === other.zone &&
    one.name === other.name &&
    one.look === other.look &&
    one.userId === other.userId
  );
}

function told({ userId, name, look, x, y, heading, zone, activity }: Shape): string {
  return [userId, name, look, x, y, heading, zone, activity].join("|");
}
