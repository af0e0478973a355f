/** Filling against every name of everything that would fill: excluded or counted, by tag, alias, name or kind. */
import assert from "node:assert/strict";
import { names } from "../../../bench/worldScore/score.ts";
import { archetypeNames } from "../../../src/core/worldgen/archetypes.ts";
import type { WorldBlueprint } from "../../../src/core/worldgen/blueprint.ts";
import type { WorldPrefab } from "../../../src/core/worldgen/worldPrefab.ts";
import { build, openStock, type Stock, scene, thing } from "./scenes.ts";

/** A flower that only the lexicon knows. */
const UNKNOWN_FLOWER = "calendula";

describe("filling", () => {
  let stock: Stock;
  let prefabs: ReadonlyMap<string, WorldPrefab>;
  before(async () => {
    stock = await openStock();
    prefabs = new Map(stock.catalogue.prefabs.map((prefab) => [prefab.prefab_id, prefab]));
  });

  const namesOf = ({ prefab_id }: WorldBlueprint["prefab_instances"][number]) =>
    names(prefabs.get(prefab_id) as WorldPrefab);
  const called = ({ prefab_instances }: WorldBlueprint, word: string) =>
    prefab_instances.filter((one) => namesOf(one).has(word));

  /** Every word that something filling an archetype is called by. */
  function wordsThatFill(archetype: string): string[] {
    const { prefab_instances } = build(stock, scene(archetype, [])).blueprint;
    return [...new Set(prefab_instances.flatMap((one) => [...namesOf(one)]))].toSorted();
  }

  it("[LY3] has nothing that is called, by tag, alias, name or kind, what was excluded", () => {
    let tried = 0;
    for (const archetype of archetypeNames())
      for (const word of wordsThatFill(archetype).filter((_, index) => index % 5 === 0)) {
        const { blueprint } = build(stock, scene(archetype, [], [], { absent: [word] }));
        assert.deepEqual(called(blueprint, word), [], `${archetype} without ${word}`);
        tried += 1;
      }
    assert.ok(tried > 300);
  });

  it("[LY3] leaves out the nearest kind of what the catalogue has no word for", () => {
    const nearest = stock.vocabulary.lookup(UNKNOWN_FLOWER);
    assert.deepEqual(nearest, { noun: UNKNOWN_FLOWER, tag: "flower", source: "substitute" });
    assert.ok(called(build(stock, scene("meadow", [])).blueprint, "flower").length > 0);
    const { blueprint } = build(stock, scene("meadow", [], [], { absent: [UNKNOWN_FLOWER] }));
    assert.deepEqual(called(blueprint, "flower"), []);
  });

  it("[LY5] never adds to a number of things, by whatever name of theirs it is counted", () => {
    for (const archetype of archetypeNames()) {
      const tags = new Set(
        build(stock, scene(archetype, [])).blueprint.prefab_instances.flatMap(
          ({ prefab_id }) => (prefabs.get(prefab_id) as WorldPrefab).tags[0] ?? [],
        ),
      );
      for (const noun of tags) {
        if (noun === "wall" || noun === "door") continue;
        const { blueprint } = build(stock, scene(archetype, [thing(stock, "e1", noun, 2)]));
        const asked = blueprint.prefab_instances.filter(({ source }) => source !== "decor");
        const own = new Set(asked.map(({ prefab_id }) => prefab_id));
        for (const prefab_id of own)
          for (const word of [noun, (prefabs.get(prefab_id) as WorldPrefab).tags[0] ?? noun])
            assert.equal(called(blueprint, word).length, asked.length, `${archetype}: 2 ${noun}, by ${word}`);
      }
    }
  });
});
