import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { compileCatalogue, fileTextOf } from "../../scripts/catalogue/compile.ts";
import { readCatalogueFile } from "../../src/infra/catalogueFile.ts";
import { CatalogueFile, type PrefabEntry } from "../../src/protocol/catalogue.ts";

const ROWS = new URL("../../scripts/catalogue/rows/", import.meta.url);
const CATALOGUE = new URL("../../catalogue/", import.meta.url);

describe("scripts/catalogue", () => {
  let prefabs: readonly PrefabEntry[];
  before(async () => {
    prefabs = CatalogueFile.parse(await readCatalogueFile()).prefabs;
  });
  const named = () => prefabs.filter(({ category }) => category !== "proxy");

  it("[CA15] the catalogue is what its rows compile to", async () => {
    const names = (await readdir(ROWS)).toSorted();
    const texts = await Promise.all(names.map((name) => readFile(new URL(name, ROWS), "utf8")));
    const categories = compileCatalogue(texts);
    const files = (await readdir(CATALOGUE)).filter(
      (name) => name.endsWith(".json") && name !== "lexicon.json",
    );
    assert.deepEqual(
      files.toSorted(),
      [...categories.keys()].map((category) => `${category}.json`).toSorted(),
    );
    for (const [category, members] of categories) {
      const text = await readFile(new URL(`${category}.json`, CATALOGUE), "utf8");
      assert.equal(text, fileTextOf(members), `${category}.json: run scripts/catalogue.ts`);
    }
  });

  it("[CA15] a bad row is named", () => {
    const compile = (row: string) => () => compileCatalogue([`@thing settings=indoor\n${row}\n`]);
    const good = "box | | 1 1 1 | | | | | | | id=a";
    assert.equal(compile(good)().get("thing")?.[0]?.prefab_id, "a");
    assert.throws(compile("box | | 1 1 1"), /9 or 10 fields/);
    assert.throws(compile("box | | 1 1 | | | | | |"), /tags and a size/);
    assert.throws(compile("box | | 1 1 1 | q=1 | x | | | |"), /unknown tool code x/);
    assert.throws(compile("box | | 1 1 1 | xyz | | | | |"), /unknown physics/);
    assert.throws(compile("box | | 1 1 1 | | | mauve | | |"), /unknown variant/);
    assert.throws(compile(`${good}\nbox | | 1 1 1 | | | | | | | id=b`), /"box" is claimed by a and b/);
    assert.throws(compile(`${good}\ncrate | box,case | 1 1 1 | | | | | |`), /alias "box" is a tag/);
    assert.throws(
      compile(`${good}\ncrate | case | 1 1 1 | | | | | |\ntin | case | 1 1 1 | | | | | |`),
      /"case" is crate's/,
    );
  });

  it("[CA16] has at least 400 prefabs and 8 to 11 stand-ins, over all walks of life", () => {
    assert.ok(named().length >= 400, `${named().length}`);
    const proxies = prefabs.length - named().length;
    assert.ok(proxies >= 8 && proxies <= 11, `${proxies}`);
    const categories = Map.groupBy(prefabs, ({ category }) => category);
    for (const category of [
      "nature",
      "building",
      "street",
      "furniture",
      "prop",
      "vehicle",
      "animal",
      "fitting",
      "scifi",
      "fantasy",
    ])
      assert.ok((categories.get(category)?.length ?? 0) >= 20, category);
    const surfaces = prefabs.filter(({ placement }) => [placement.on].flat().includes("surface"));
    const hung = prefabs.filter(({ placement }) =>
      [placement.on].flat().some((on) => on === "wall" || on === "ceiling"),
    );
    const water = prefabs.filter(({ collision }) => collision.water);
    assert.ok(surfaces.length >= 100 && hung.length >= 40 && water.length >= 6);
  });

  it("[CA17] each prefab is default for its first tag, and no name is another's", () => {
    const tags = new Set(prefabs.flatMap((prefab) => prefab.tags));
    const owners = new Map<string, string>();
    for (const { prefab_id, tags: own, default_for, aliases } of prefabs) {
      assert.ok(default_for.includes(own[0] ?? ""), prefab_id);
      for (const alias of aliases) {
        assert.ok(!tags.has(alias), `${prefab_id}: ${alias} is a tag`);
        assert.equal(owners.get(alias), undefined, `${alias}: ${prefab_id}, ${owners.get(alias)}`);
        owners.set(alias, prefab_id);
      }
    }
  });

  it("[CA17] is named in several ways and in Spanish, German and French", () => {
    const few = named().filter(({ aliases, tags }) => aliases.length + tags.length < 4);
    assert.deepEqual(
      few.map(({ prefab_id }) => prefab_id),
      [],
    );
    const rich = named().filter(({ aliases }) => aliases.length >= 6).length;
    assert.ok(rich >= 0.6 * named().length, `${rich} have six aliases`);
    for (const { prefab_id, i18n } of named())
      for (const language of ["es", "de", "fr"])
        assert.ok((i18n[language]?.length ?? 0) > 0, `${prefab_id} ${language}`);
  });

  it("[CA18] what is called a person, an animal or a tree is tagged so, for counts and for negations", () => {
    const tagged = (category: string, tag: string) =>
      prefabs
        .filter((prefab) => prefab.category === category && !prefab.tags.includes(tag))
        .map(({ prefab_id }) => prefab_id);
    assert.deepEqual(tagged("people", "person"), []);
    assert.deepEqual(tagged("animal", "animal"), []);
    const trees = prefabs.filter(
      ({ prefab_id, tags }) =>
        /\btree\b/.test(tags.join()) && !tags.includes("tree") && !/stump|log|house/.test(prefab_id),
    );
    assert.deepEqual(
      trees.map(({ prefab_id }) => prefab_id),
      [],
    );
    const chairs = prefabs.filter(({ tags }) => tags.includes("chair"));
    assert.ok(
      chairs.length >= 6 && chairs.every(({ tags }) => !tags.includes("bench") && !tags.includes("sofa")),
    );
  });

  it("[CA19] sizes are those of the world", () => {
    const within: Record<string, [number, number]> = {
      ...{
        people: [0.4, 2.2],
        animal: [0.02, 6],
        furniture: [0.01, 3],
        building: [1.5, 75],
        food: [0.01, 0.5],
      },
      ...{
        vehicle: [0.2, 30],
        tool: [0.01, 1.5],
        weapon: [0.02, 5],
        clothing: [0.02, 2],
        electronics: [0.005, 2.5],
      },
    };
    for (const { prefab_id, category, footprint } of prefabs) {
      const [least, most] = within[category] ?? [0.005, 30];
      assert.ok(footprint.h >= least && footprint.h <= most, `${prefab_id}: ${footprint.h} m high`);
      assert.ok(footprint.w <= 60 && footprint.d <= 45, prefab_id);
    }
  });

  it("[CA19] what carries things says how high, never above its top", () => {
    for (const { prefab_id, supports, footprint } of prefabs)
      if (supports) assert.ok(supports.height <= footprint.h + 0.25, prefab_id);
    for (const id of [
      "table_dining",
      "desk_office",
      "counter_bar",
      "fireplace",
      "perch",
      "rug_round",
      "driveway",
    ])
      assert.ok(prefabs.find(({ prefab_id }) => prefab_id === id)?.supports, id);
  });
});
