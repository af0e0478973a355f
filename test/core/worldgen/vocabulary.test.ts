import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import fc from "fast-check";
import {
  createVocabulary,
  EMPTY_LEXICON,
  type Lexicon,
  type Vocabulary,
} from "../../../src/core/worldgen/vocabulary.ts";
import { type WorldPrefab, worldCatalogue } from "../../../src/core/worldgen/worldPrefab.ts";
import { readCatalogueFile, readLexiconFile } from "../../../src/infra/catalogueFile.ts";
import { CatalogueFile } from "../../../src/protocol/catalogue.ts";

describe("core/worldgen/vocabulary", () => {
  let catalogue: CatalogueFile;
  let lexicon: Lexicon;
  let vocabulary: Vocabulary;
  before(async () => {
    catalogue = CatalogueFile.parse(await readCatalogueFile());
    lexicon = (await readLexiconFile()) as Lexicon;
    vocabulary = createVocabulary(catalogue, lexicon);
  });
  const tagOf = (phrase: string, language?: string) => vocabulary.lookup(phrase, language)?.tag;

  it("[VO1] finds tags, names and aliases, in any case, with hyphens, accents and in the plural", () => {
    const cases: [phrase: string, tag: string, noun: string][] = [
      ["tree", "tree", "tree"],
      ["Trees", "tree", "tree"],
      ["oak trees", "oak", "oak tree"],
      ["café", "cafe", "cafe"],
      ["t shirts", "t-shirt", "t shirt"],
      ["jack-o-lanterns", "jack-o-lantern", "jack o lantern"],
      ["couches", "sofa", "couch"],
      ["stacks of books", "stack of books", "stack of books"],
      ["bales of hay", "hay bale", "bale of hay"],
      ["gray wolves", "wolf", "grey wolf"],
      ["theater", "theatre", "theatre"],
      ["suits of armor", "suit of armor", "suit of armour"],
      ["scissors", "scissors", "scissors"],
      ["stairs", "stairs", "stairs"],
      ["people", "person", "person"],
      ["snowmen", "snowman", "snowman"],
    ];
    for (const [phrase, tag, noun] of cases)
      assert.deepEqual(vocabulary.lookup(phrase), { noun, tag, source: "explicit" }, phrase);
  });

  it("[VO1] finds every tag, name and alias of the catalogue as an explicit one", () => {
    const tags = new Set(catalogue.prefabs.flatMap((prefab) => prefab.tags));
    for (const prefab of catalogue.prefabs.filter(({ category }) => category !== "proxy"))
      for (const word of [...prefab.tags, prefab.name, ...prefab.aliases]) {
        const match = vocabulary.lookup(word);
        assert.equal(match?.source, "explicit", `${prefab.prefab_id}: ${word}`);
        assert.ok(tags.has(match.tag), `${word} → ${match.tag}`);
      }
  });

  it("[VO2] gives the prefabs of a tag, its default first", () => {
    assert.equal(vocabulary.prefabsOf("chair")[0]?.prefab_id, "chair_wood");
    assert.deepEqual(vocabulary.prefabsOf("no such tag"), []);
    for (const tag of new Set(catalogue.prefabs.flatMap((prefab) => prefab.tags))) {
      const [first, ...rest] = vocabulary.prefabsOf(tag);
      assert.ok(first?.default_for.includes(tag), tag);
      const ids = rest.map(({ prefab_id }) => prefab_id);
      assert.deepEqual(ids, ids.toSorted(), tag);
      assert.ok(rest.every(({ tags }) => tags.includes(tag)));
    }
  });

  it("[VO3] knows plurals that are not regular, and words that only look like plurals", () => {
    const cases: Record<string, string> = {
      ...{ wolves: "wolf", knives: "knife", leaves: "leaf", loaves: "loaf", geese: "goose", mice: "mouse" },
      ...{ cacti: "cactus", octopuses: "octopus", potatoes: "potato", pianos: "piano", cherries: "cherry" },
      ...{
        churches: "church",
        boxes: "box",
        buses: "bus",
        sheep: "sheep",
        fish: "fish",
        aircraft: "aircraft",
      },
      ...{
        glasses: "glass",
        binoculars: "binoculars",
        axes: "axe",
        caves: "cave",
        horses: "horse",
        canoes: "canoe",
      },
      ...{ policemen: "policeman", women: "woman", children: "child", thieves: "thief", dwarves: "dwarf" },
      ...{
        crosses: "cross",
        benches: "bench",
        shelves: "shelf",
        cookies: "cookie",
        zombies: "zombie",
        bus: "bus",
      },
      ...{
        palaces: "palace",
        houses: "house",
        bushes: "bush",
        cactus: "cactus",
        moss: "moss",
        octopi: "octopus",
      },
    };
    for (const [many, one] of Object.entries(cases)) assert.equal(vocabulary.singular(many), one, many);
  });

  it("[VO4] takes the nearest kind for a noun that is no name, and a stand-in where there is none", () => {
    assert.deepEqual(vocabulary.lookup("tanagers"), { noun: "tanager", tag: "bird", source: "substitute" });
    for (const [tag, words] of Object.entries({ ...lexicon.substitutes, ...lexicon.proxies })) {
      assert.ok(vocabulary.prefabsOf(tag).length > 0, `${tag} is no tag`);
      const proxy = tag.startsWith("proxy");
      for (const word of words.split(",").slice(0, 20)) {
        const match = vocabulary.lookup(word);
        assert.equal(match?.source, proxy ? "proxy" : "substitute", word);
        assert.equal(match.tag, tag);
      }
    }
    const bare = createVocabulary(catalogue, EMPTY_LEXICON);
    assert.equal(bare.lookup("tanager"), null);
  });

  it("[VO4] a name in the catalogue wins over a kind in the lexicon", () => {
    const crossed: Lexicon = {
      ...EMPTY_LEXICON,
      substitutes: { tree: "couch,aardwolf" },
      proxies: { "proxy figure": "aardwolf" },
    };
    const own = createVocabulary(catalogue, crossed);
    assert.equal(own.lookup("couch")?.tag, "sofa");
    assert.deepEqual(own.lookup("aardwolves"), { noun: "aardwolf", tag: "tree", source: "substitute" });
  });

  it("[VO5] gives a compound to its head and keeps the whole as the noun", () => {
    assert.deepEqual(vocabulary.lookup("candy houses"), {
      noun: "candy house",
      tag: "house",
      source: "substitute",
    });
    assert.deepEqual(
      vocabulary.lookup("grandfather clock")?.source,
      "explicit",
      "unless it is a name itself",
    );
    assert.equal(vocabulary.lookup("every house"), null, "the rest must be a noun");
    assert.equal(vocabulary.lookup("beside tree"), null);
  });

  it("[VO6] takes a slip of one letter for the word, unless it is English or could be several", () => {
    for (const [slip, tag] of [
      ["elefant", "elephant"],
      ["lantrn", "lantern"],
      ["monutain", "mountain"],
      ["stattue", "statue"],
      ["guitarr", "guitar"],
    ])
      assert.equal(tagOf(slip!), tag, slip);
    for (const word of [
      "there",
      "where",
      "small",
      "standing",
      "dozen",
      "three",
      "while",
      "crowded",
      "trew",
      "xyzzy",
    ])
      assert.equal(vocabulary.lookup(word), null, word);
  });

  it("[VO7] finds words of other languages; those that are English too only where the language is known", () => {
    const cases: [phrase: string, tag: string][] = [
      ["árboles", "tree"],
      ["arboles", "tree"],
      ["silla", "chair"],
      ["bäume", "tree"],
      ["stühle", "chair"],
      ["fontaine", "fountain"],
      ["pájaros", "bird"],
      ["ponte", "bridge"],
    ];
    for (const [phrase, tag] of cases) assert.equal(tagOf(phrase), tag, phrase);
    assert.equal(vocabulary.lookup("lit"), null);
    assert.equal(tagOf("lit", "fr"), "bed");
    assert.equal(tagOf("lits", "fr"), "bed");
    assert.equal(tagOf("chat", "fr"), "cat");
    assert.equal(tagOf("tree", "fr"), "tree", "English is still understood");
    assert.equal(tagOf("tree", "en"), "tree");
  });

  it("[VO8] says which words are nouns and how long names are", () => {
    for (const word of ["tree", "Trees", "tanager", "árbol"]) assert.ok(vocabulary.isNoun(word), word);
    for (const word of ["beside", "lantrn", "", "and"]) assert.ok(!vocabulary.isNoun(word), word);
    assert.ok(vocabulary.maxWords >= 3 && vocabulary.maxWords <= 5);
  });

  it("[VO9] takes any text without failing, gives only tags of the catalogue, and the same again", () => {
    const again = createVocabulary(catalogue, lexicon);
    const words = fc.constantFrom(
      "tree",
      "of",
      "Häuser",
      "stacks",
      "oak",
      "'s",
      "grandfather",
      "constructor",
      "__proto__",
    );
    const phrase = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.array(words, { maxLength: 5 }).map((list) => list.join(" ")),
    );
    fc.assert(
      fc.property(phrase, (text) => {
        const match = vocabulary.lookup(text);
        assert.deepEqual(again.lookup(text), match);
        if (match)
          assert.ok(vocabulary.prefabsOf(match.tag)[0]?.tags.includes(match.tag), `${text} → ${match.tag}`);
      }),
      { numRuns: 500 },
    );
  }).timeout(90_000);

  it("[VO11] gives world generation prefabs of one form, which say the same", () => {
    const { prefabs } = worldCatalogue("1.0.0", catalogue.prefabs);
    const keys = Object.keys(prefabs[0]!).join();
    for (const [index, prefab] of prefabs.entries()) {
      const entry = catalogue.prefabs[index]!;
      assert.equal(Object.keys(prefab).join(), keys);
      for (const [key, value] of Object.entries(prefab))
        assert.deepEqual(JSON.stringify(value), JSON.stringify(entry[key as keyof WorldPrefab]), key);
    }
  });

  it("[VO10] names the commonest nouns: 1,460 of 1,500 of things by a tag or an alias, the rest mostly by a kind", async () => {
    const text = await readFile(new URL("../../data/common-nouns.txt", import.meta.url), "utf8");
    const [things = [], people = []] = text
      .split("# people\n")
      .map((part) => part.split("\n").filter((line) => line !== "" && !line.startsWith("#")));
    assert.deepEqual([things.length, people.length], [1500, 200]);
    const count = (nouns: readonly string[], source: string | undefined) =>
      nouns.filter((noun) => vocabulary.lookup(noun)?.source === source).length;
    const explicit = count(things, "explicit");
    assert.ok(explicit >= 1460, `${explicit} of things are explicit`);
    assert.ok(count(things, undefined) <= 45, `${count(things, undefined)} of things are not found`);
    assert.ok(count(people, "explicit") >= 190, `${count(people, "explicit")} of people are explicit`);
    assert.ok(count(people, undefined) <= 5);
  });
});
