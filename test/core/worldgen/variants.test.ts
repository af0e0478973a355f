/** Colours and materials against every variant of the catalogue. */
import assert from "node:assert/strict";
import { chooseVariant } from "../../../src/core/worldgen/layout/choosePrefab.ts";
import { build, openStock, scene, thing } from "./scenes.ts";

const COLORS = ["red", "blue", "green", "white", "black", "yellow"] as const;

describe("variants", () => {
  it("[LY6] a colour chooses the variant that is called so, a material one that is made of it, for every prefab", async () => {
    const { catalogue } = await openStock();
    let [colored, made] = [0, 0];
    for (const prefab of catalogue.prefabs) {
      const byId = new Map(prefab.variants.map((variant) => [variant.id, variant]));
      for (const color of COLORS.filter((name) => byId.has(name))) {
        assert.ok(chooseVariant(prefab, { color })?.includes(color), `${prefab.prefab_id} in ${color}`);
        colored += 1;
      }
      for (const material of new Set(prefab.variants.flatMap((one) => one.material ?? []))) {
        const chosen = byId.get(chooseVariant(prefab, { material }) ?? "");
        assert.ok(chosen?.material?.includes(material), `${prefab.prefab_id} of ${material}`);
        made += 1;
      }
    }
    assert.ok(colored > 200 && made > 200, `${colored} colours, ${made} materials`);
  });

  it("[LY6] without colour or material no variant is named, and every one of a number wears the one asked for", async () => {
    const stock = await openStock();
    const variantsOf = (modifiers: { color?: string }) => {
      const intent = scene("park", [thing(stock, "e1", "bench", 4, { modifiers })]);
      const { prefab_instances } = build(stock, intent).blueprint;
      return prefab_instances.filter(({ source }) => source === "explicit").map(({ variant }) => variant);
    };
    assert.deepEqual(variantsOf({}), Array(4).fill(undefined));
    assert.deepEqual(variantsOf({ color: "red" }), Array(4).fill("red"));
  });
});
