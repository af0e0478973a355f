/** A fingerprint of a world, to tell whether two runs came to the same. Not for secrets. */
import type { SpaceObject } from "./types.ts";
import type { Avatar, World } from "./world.ts";

/**
 * 16 hexadecimal digits that are equal for worlds with equal avatars and objects, field by field and bit by bit
 * (but −0 equals 0), in whatever order they were put in. The world's time and tick are not part of it.
 */
export function hashWorld(world: World): string {
  const digest = new Digest();
  const avatars = [...world.avatars.values()].sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
  digest.number(avatars.length);
  for (const avatar of avatars) addAvatarTo(digest, avatar);
  const objects = [...world.objects.values()].sort((a, b) => a.id - b.id);
  digest.number(objects.length);
  for (const object of objects) addObjectTo(digest, object);
  return digest.hex();
}

function addAvatarTo(digest: Digest, avatar: Avatar): void {
  const { walk } = avatar;
  for (const text of [avatar.sessionId, avatar.role, avatar.activity, avatar.zone]) digest.text(text);
  for (const number of [avatar.userId, avatar.x, avatar.y, avatar.heading, avatar.ack]) digest.number(number);
  digest.optional(avatar.seatId);
  digest.optional(walk.target?.x ?? null);
  digest.optional(walk.target?.y ?? null);
  digest.optional(walk.targetHeading);
  digest.optional(walk.keptSeq);
  for (const number of [walk.rejected ? 1 : 0, walk.budgetM, walk.nextStepAtMs]) digest.number(number);
  digest.number(avatar.readyAtMs.size);
  for (const [action, atMs] of [...avatar.readyAtMs].sort(byKey)) {
    digest.text(action);
    digest.number(atMs);
  }
}

function addObjectTo(digest: Digest, object: SpaceObject): void {
  for (const text of [object.prefabId, object.kind, object.holder?.sessionId ?? ""]) digest.text(text);
  const { id, x, y, z, heading, scale, lockedBy, createdBy, createdAtMs, updatedAtMs } = object;
  for (const number of [id, x, y, z, heading, scale, lockedBy, createdBy, createdAtMs, updatedAtMs])
    digest.number(number);
  digest.number(object.solid ? 1 : 0);
  digest.optional(object.holder?.userId ?? null);
  const state = Object.entries(object.state).sort(byKey);
  digest.number(state.length);
  for (const [key, value] of state) {
    digest.text(key);
    digest.text(value);
  }
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** FNV-1a over 32-bit words, twice with different beginnings, for 64 bits in all. */
class Digest {
  #low = 0x811c9dc5;
  #high = 0x01234567;
  readonly #bits = new DataView(new ArrayBuffer(8));

  number(value: number): void {
    this.#bits.setFloat64(0, value + 0);
    this.#word(this.#bits.getInt32(0));
    this.#word(this.#bits.getInt32(4));
  }

  /** A number, or its absence. */
  optional(value: number | null): void {
    this.#word(value === null ? 0 : 1);
    if (value !== null) this.number(value);
  }

  text(value: string): void {
    this.#word(value.length);
    for (let index = 0; index < value.length; index += 1) this.#word(value.charCodeAt(index));
  }

  hex(): string {
    return [this.#high, this.#low].map((half) => (finish(half) >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #word(word: number): void {
    for (let shift = 0; shift < 32; shift += 8) {
      const byte = (word >>> shift) & 0xff;
      this.#low = Math.imul(this.#low ^ byte, 0x01000193);
      this.#high = Math.imul(this.#high ^ byte ^ 0x5a, 0x01000193) ^ (this.#low >>> 15);
    }
  }
}

/** Spreads the last bytes over all bits. */
function finish(half: number): number {
  const mixed = Math.imul(half ^ (half >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
