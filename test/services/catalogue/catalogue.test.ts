import assert from "node:assert/strict";
import { BUILT_IN_TOOLS } from "../../../src/core/sim/tools/builtIn/builtIn.ts";
import { readCatalogueFile } from "../../../src/infra/catalogueFile.ts";
import {
  type CataloguePage,
  CatalogueQuery,
  COMPANION_AFFORDANCES,
  type PrefabDeclaration,
} from "../../../src/protocol/catalogue.ts";
import { type Catalogue, createCatalogue } from "../../../src/services/catalogue/catalogue.ts";

const actions: ReadonlySet<string> = new Set(BUILT_IN_TOOLS.map((tool) => tool.action));

function declare(prefab_id: string, fields: Partial<PrefabDeclaration> = {}): PrefabDeclaration {
  return {
    prefab_id,
    name: prefab_id,
    category: "prop",
    tags: ["thing"],
    footprint: { w: 1, d: 2, h: 3 },
    collision: { shape: "box" },
    placement: { on: "ground" },
    since: "1.0.0",
    ...fields,
  };
}

function small(...prefabs: PrefabDeclaration[]): Catalogue {
  return createCatalogue({ version: "1.2.3", prefabs });
}

function ids(catalogue: Catalogue, query: Record<string, unknown>): string[] {
  return pageOf(catalogue, query).items.map((entry) => entry.prefab_id);
}

function pageOf(catalogue: Catalogue, query: Record<string, unknown>): CataloguePage {
  return catalogue.query(CatalogueQuery.parse(query));
}

describe("the shipped catalogue", () => {
  let shipped: Catalogue;
  before(async () => {
    shipped = createCatalogue(await readCatalogueFile(), { actions });
  });

  it("[CA1] [CA3] fits the schema, and every affordance is a built-in tool", () => {
    assert.match(shipped.version, /^\d+\.\d+\.\d+$/);
    assert.ok(shipped.all.length >= 400);
    for (const { prefab_id, tags, aliases, unity, lod } of shipped.all) {
      const named = tags.length + aliases.length;
      assert.ok(named >= 4 || tags[0]?.startsWith("proxy"), `${prefab_id} has ${named} names`);
      assert.ok(unity, `${prefab_id} has a Unity address`);
      assert.deepEqual(
        lod.map(({ distance }) => distance),
        lod.map(({ distance }) => distance).toSorted((a, b) => a - b),
        prefab_id,
      );
    }
    assert.equal(
      new Set(shipped.all.map(({ unity }) => unity?.address)).size,
      shipped.all.length,
      "addresses are unique",
    );
  });

  it("[CA4] has one default prefab a tag", () => {
    const tags = new Set(shipped.all.flatMap((entry) => entry.tags));
    for (const tag of tags) {
      const defaults = shipped.all
        .filter((entry) => entry.default_for.includes(tag))
        .map((entry) => entry.prefab_id);
      assert.equal(defaults.length, 1, `default for ${tag}: ${defaults}`);
    }
  });

  it("[CA7] has things of all kinds to use tools on", () => {
    const offering = (action: string) =>
      shipped.all.filter((entry) => entry.affordances.includes(action)).length;
    for (const action of actions) assert.ok(offering(action) >= 2, `${action}: ${offering(action)}`);
    for (const action of ["move", "pick_up", "remove"]) assert.ok(offering(action) >= 8, action);
    for (const door of shipped.all.filter(({ tags }) =>
      tags.some((tag) => tag === "door" || tag === "gate"),
    )) {
      assert.deepEqual(door.state, { open: "0" }, door.prefab_id);
    }
    assert.equal(shipped.simPrefabs.get("chair_wood")?.kind, "chair");
    assert.equal(shipped.simPrefabs.get("rug_round")?.solid, false, "one walks over a rug");
    assert.equal(shipped.simPrefabs.get("ball_rubber")?.solid, false);
    assert.equal(shipped.simPrefabs.get("wall_brick")?.solid, true);
  });
});

describe("services/catalogue", () => {
  it("[CA1] lists every problem of a file at once", () => {
    const bad = {
      version: "1",
      prefabs: [
        declare("Bad Id"),
        declare("a", { footprint: { w: -1, d: 1, h: 1 }, colour: "red" } as object),
        declare("b", { tags: [] }),
      ],
    };
    assert.throws(
      () => createCatalogue(bad),
      (error: Error) => {
        for (const part of [
          "version",
          "prefabs.0.prefab_id",
          "prefabs.1.footprint.w",
          "colour",
          "prefabs.2.tags",
        ])
          assert.ok(error.message.includes(part), `${part} in ${error.message}`);
        return true;
      },
    );
    for (const data of [null, [], "x", {}])
      assert.throws(() => createCatalogue(data), /catalogue cannot be used/);
    const wrong: Partial<PrefabDeclaration>[] = [
      { tags: ["Thing"] },
      { default_for: ["other"] },
      { min_scale: 2 },
      { max_scale: 0.5 },
      { affordances: ["move", "move"] },
      { i18n: { english: ["x"] } },
      { unity: { address: "no address" } },
      { state: { on: "a\0b" } },
    ];
    for (const fields of wrong)
      assert.throws(() => small(declare("a", fields)), /cannot be used/, JSON.stringify(fields));
  });

  it("[CA2] refuses an id that is given twice", () => {
    assert.throws(() => small(declare("a"), declare("a")), /prefab id "a" is given twice/);
    assert.throws(
      () =>
        createCatalogue(
          { version: "1.0.0", prefabs: [declare("a")] },
          { extra: [declare("b"), declare("a")] },
        ),
      /"a" is given twice/,
    );
  });

  it("[CA3] refuses affordances without their companion or without a tool", () => {
    for (const [action, companion] of Object.entries(COMPANION_AFFORDANCES)) {
      assert.throws(
        () => small(declare("a", { affordances: [action] })),
        new RegExp(`${action} needs ${companion}`),
      );
      assert.equal(small(declare("a", { affordances: [action, companion] })).all.length, 1);
    }
    const data = { version: "1.0.0", prefabs: [declare("a", { affordances: ["fly"] })] };
    assert.throws(() => createCatalogue(data, { actions }), /"a" offers "fly", which is no registered tool/);
    assert.equal(createCatalogue(data, { actions: new Set(["fly"]) }).all.length, 1);
  });

  it("[CA5] filters by everything named, without case", () => {
    const catalogue = small(
      declare("stool", {
        name: "Bar Stool",
        category: "furniture",
        tags: ["stool", "seat"],
        aliases: ["barstool"],
        i18n: { de: ["hocker"] },
        settings: ["bar"],
        styles: ["modern"],
        affordances: ["paint"],
      }),
      declare("throne", {
        category: "furniture",
        tags: ["throne", "seat"],
        settings: ["castle"],
        styles: ["medieval"],
      }),
      declare("rock", { category: "nature", tags: ["rock", "stone"], settings: ["bar"] }),
    );
    const cases: [Record<string, string>, string[]][] = [
      [{}, ["rock", "stool", "throne"]],
      [{ category: "furniture" }, ["stool", "throne"]],
      [{ category: "Furniture" }, ["stool", "throne"]],
      [{ category: "furn" }, []],
      [{ tag: "SEAT" }, ["stool", "throne"]],
      [{ tag: "stone" }, ["rock"]],
      [{ setting: "bar" }, ["rock", "stool"]],
      [{ setting: "bar", tag: "seat" }, ["stool"]],
      [{ style: "medieval" }, ["throne"]],
      [{ affordance: "paint" }, ["stool"]],
      [{ q: "STO" }, ["rock", "stool"]],
      [{ q: "r st" }, ["stool"]],
      [{ q: "Hock" }, ["stool"]],
      [{ q: "barst", category: "nature" }, []],
      [{ q: "%" }, []],
      [{ q: "" }, ["rock", "stool", "throne"]],
    ];
    for (const [query, expected] of cases) {
      assert.deepEqual(ids(catalogue, query), expected, JSON.stringify(query));
      assert.equal(pageOf(catalogue, query).total, expected.length);
    }
  });

  it("[CA6] pages through all matches once, in order", () => {
    const names = Array.from(
      { length: 23 },
      (_, index) => `p${String.fromCharCode(97 + ((index * 7) % 23))}`,
    );
    const catalogue = small(...names.map((name) => declare(name)));
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let pages = 1; ; pages += 1) {
      const page = pageOf(catalogue, { limit: "5", cursor });
      assert.deepEqual([page.total, page.catalog_version], [23, "1.2.3"]);
      seen.push(...page.items.map((entry) => entry.prefab_id));
      if (page.next_cursor === null) {
        assert.equal(pages, 5);
        break;
      }
      cursor = page.next_cursor;
    }
    assert.deepEqual(seen, names.toSorted());
    assert.equal(pageOf(catalogue, { limit: 23 }).next_cursor, null, "no empty page at the end");
    assert.equal(CatalogueQuery.safeParse({ limit: 201 }).success, false);
    assert.equal(CatalogueQuery.safeParse({ cursor: "../etc" }).success, false);
  });

  it("[CA7] turns an entry into what the simulation needs", () => {
    const catalogue = small(
      declare("a", {
        tags: ["street lamp", "lamp"],
        state: { on: "1" },
        affordances: ["toggle"],
        min_scale: 0.5,
        max_scale: 3,
      }),
      declare("b", { collision: { shape: "cylinder", walkable: true } }),
      declare("c", { collision: { shape: "none" } }),
    );
    assert.deepEqual(catalogue.simPrefabs.get("a"), {
      ...{
        id: "a",
        name: "a",
        kind: "street_lamp",
        footprint: { w: 1, d: 2, h: 3 },
        shape: "box",
        solid: true,
      },
      ...{ affordances: ["toggle"], minScale: 0.5, maxScale: 3, state: { on: "1" } },
    });
    assert.deepEqual(
      ["b", "c"].map((id) => catalogue.simPrefabs.get(id)?.solid),
      [false, false],
    );
  });

  it("[CA8] a game's own prefabs stand beside the shipped ones", () => {
    const catalogue = createCatalogue(
      { version: "1.0.0", prefabs: [declare("b")] },
      { extra: [declare("a", { tags: ["ghost"] })] },
    );
    assert.deepEqual(ids(catalogue, {}), ["a", "b"]);
    assert.deepEqual(ids(catalogue, { tag: "ghost" }), ["a"]);
    assert.equal(catalogue.find("a")?.max_scale, 1, "defaults are filled in");
    assert.equal(catalogue.simPrefabs.get("a")?.kind, "ghost");
    assert.equal(catalogue.find("c"), undefined);
    assert.throws(
      () => createCatalogue({ version: "1.0.0", prefabs: [] }, { extra: [declare("X!")] }),
      /own prefab 1 is wrong/,
    );
  });

  it("[CA14] a game gives prefabs more affordances", () => {
    const file = { version: "1.0.0", prefabs: [declare("a", { affordances: ["toggle"] }), declare("b")] };
    const catalogue = createCatalogue(file, { affordances: { a: ["toggle", "knock"] } });
    assert.deepEqual(catalogue.find("a")?.affordances, ["toggle", "knock"]);
    assert.deepEqual(catalogue.simPrefabs.get("a")?.affordances, ["toggle", "knock"]);
    assert.deepEqual(catalogue.find("b")?.affordances, []);
  });

  it("[CA14] to a prefab that is none, of a tool that is none, or without its companion is an error", () => {
    const file = { version: "1.0.0", prefabs: [declare("a")] };
    const giving = (affordances: Record<string, string[]>) => () =>
      createCatalogue(file, { affordances, actions });
    assert.throws(giving({ c: ["toggle"] }), /"c", which is no prefab/);
    assert.throws(giving({ constructor: ["toggle"] }), /"constructor", which is no prefab/);
    assert.throws(giving({ a: ["knock"] }), /"knock", which is no registered tool/);
    assert.throws(giving({ a: ["pick_up"] }), /needs drop/);
  });
});
