import assert from "node:assert/strict";
import fc from "fast-check";
import { isOneSlip, slipIndex, slipOf } from "../../../../src/core/worldgen/words/typo.ts";

describe("core/worldgen/words/typo", () => {
  it("[VO6] one slip is a letter more, less or other, or two swapped", () => {
    for (const [one, other] of [
      ["table", "tabel"],
      ["table", "tables"],
      ["table", "tble"],
      ["table", "tavle"],
      ["ab", "ba"],
    ])
      assert.ok(isOneSlip(one!, other!) && isOneSlip(other!, one!), `${one} ${other}`);
    for (const [one, other] of [
      ["table", "table"],
      ["table", "tabels"],
      ["abcd", "badc"],
      ["table", "tbael"],
    ])
      assert.ok(!isOneSlip(one!, other!), `${one} ${other}`);
  });

  it("[VO6] any one slip within a word, past its first letter, is found", () => {
    const word = fc.stringMatching(/^[a-z]{6,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom("q", "z", ""), (right, place, letter) => {
        const at = 1 + (place % (right.length - 1));
        const wrong = right.slice(0, at) + letter + right.slice(at + 1);
        const found = slipOf(wrong, slipIndex([right]), () => ({ tag: "it", isCommon: true }));
        assert.equal(found, wrong === right ? null : right);
      }),
    );
  });

  it("[VO6] words that could be several things are none", () => {
    const own = (tag: string) => ({ tag, isCommon: true });
    const index = slipIndex(["stable", "staple"]);
    assert.equal(slipOf("stavle", index, own), null);
    assert.equal(
      slipOf("stavle", index, () => own("the same")),
      "stable",
    );
    assert.equal(slipOf("stab", slipIndex(["slab"]), own), null, "too short for a wrong letter");
    assert.equal(slipOf("gaet", slipIndex(["gate", "goat"]), own), "gate", "swapped letters come first");
    assert.equal(slipOf("pilow", slipIndex(["pillow", "pilot"]), own), "pillow", "then doubled ones");
  });
});
