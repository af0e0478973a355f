/** Values and bytes that no honest client sends. */
import type { Random } from "../../src/core/random.ts";

/** Found in an answer, it shows that something took a payload's prototype for its own. */
export const POLLUTION = "atrium_was_polluted";

const PROTOTYPES = [
  JSON.parse('{"then": 1}'),
  JSON.parse(`{"__proto__": {"${POLLUTION}": true}}`),
  JSON.parse(`{"constructor": {"prototype": {"${POLLUTION}": true}}}`),
];

const FIXED: readonly unknown[] = [
  ...[
    undefined,
    null,
    true,
    false,
    "",
    " ",
    "0",
    "1e999",
    "null",
    "NaN",
    "-1",
    "\u0000",
    "a\u0000b",
    "\ud800",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "../../etc/passwd",
    "'; DROP TABLE users; --",
    "<script>",
    "%s%n",
  ],
  ...[0, -0, 1, -1, 0.5, 1e-320, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1e21, 1e308, -1e308],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...[[], {}, [[]], [{}], { length: 1e9 }, { toJSON: "x" }, { valueOf: null, toString: null }],
  ...[new Date(0), new Date(Number.NaN), Buffer.from([0, 255]), 10n, -(2n ** 63n)],
  ...PROTOTYPES,
];

/** Any of them, nested or long now and then. */
export function nastyValue(random: Random, depth = 0): unknown {
  const kind = random.next();
  if (kind < 0.7 || depth > 3) return random.pick(FIXED);
  if (kind < 0.76) return "x".repeat(random.pick([41, 201, 2_001, 9_000]));
  if (kind < 0.82) return random.pick(["é", "𝄞", "\u202e", "a\u0301"]).repeat(random.int(1, 50));
  if (kind < 0.86) return nested(random.pick([10, 100, 400]), random.pick(["array", "object"]));
  if (kind < 0.93) return Array.from({ length: random.int(1, 6) }, () => nastyValue(random, depth + 1));
  const keys = ["x", "y", "id", "state", "params", "message", "__proto__", "constructor", "", "length"];
  const entries = Array.from({ length: random.int(1, 5) }, () => [
    random.pick(keys),
    nastyValue(random, depth + 1),
  ]);
  return Object.fromEntries(entries);
}

/** `valid` with one to all of its fields replaced, taken away or joined by others. */
export function spoilt(valid: Readonly<Record<string, unknown>>, random: Random): unknown {
  if (random.next() < 0.15) return nastyValue(random);
  const fields: Record<string, unknown> = { ...valid };
  const names = [...Object.keys(valid), "more"];
  for (let change = random.int(1, names.length); change > 0; change -= 1) {
    const name = random.pick(names);
    if (random.next() < 0.2) delete fields[name];
    else fields[name] = nastyValue(random);
  }
  return random.next() < 0.1 ? { ...fields, ...random.pick(PROTOTYPES) } : fields;
}

/** Bytes of any length up to `most`, with many zeros and ones at every bit. */
export function nastyBytes(random: Random, most: number): Uint8Array {
  const bytes = new Uint8Array(random.int(0, most));
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = random.pick([0, 255, random.int(0, 255)]);
  return bytes;
}

/** `frame` cut short, or with some of its bits turned over. */
export function damaged(frame: Uint8Array, random: Random): Uint8Array {
  const copy = frame.slice(0, random.next() < 0.5 ? random.int(0, frame.length) : frame.length);
  for (let flip = random.int(0, 4); flip > 0 && copy.length > 0; flip -= 1) {
    const at = random.int(0, copy.length - 1);
    copy[at] = (copy[at] as number) ^ (1 << random.int(0, 7));
  }
  return copy;
}

function nested(depth: number, kind: "array" | "object"): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = kind === "array" ? [value] : { a: value };
  return value;
}
