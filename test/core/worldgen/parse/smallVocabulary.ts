/** A vocabulary that stays as it is when the catalogue grows: some two hundred nouns, a few of them kinds of others. */
import {
  createVocabulary,
  EMPTY_LEXICON,
  type Vocabulary,
} from "../../../../src/core/worldgen/vocabulary.ts";
import type { WorldPrefab } from "../../../../src/core/worldgen/worldPrefab.ts";

/** Things that stand on surfaces. */
const SURFACE =
  "lamp vase book candle computer laptop mug cup egg boot sword cake present microscope piano-key cat jug sign lantern knife hat";
/** Things that carry others. */
const CARRIERS = "table desk shelf counter nightstand workbench bed barrel tree stump altar";
const PLAIN =
  "chair bench stool sofa armchair rug wardrobe window door wall fireplace mirror bookshelf piano treadmill fridge oven sink stove bathtub toilet chandelier " +
  "bush flower rock stone log cactus grass hedge mushroom cloud boulder sunflower lake pond sea river pool swamp-reed " +
  "house barn castle tower bridge windmill silo cabin church shrine farmhouse garage lighthouse well fountain statue fence gate path driveway market-stall stall stand bin " +
  "car bus taxi tractor boat sailboat ship canoe rocket crate box bowl basket bucket kite umbrella parasol tent campfire snowman balloon " +
  "dog fox owl bird pigeon sheep cow chicken fish bear wolf horse dragon shark duck person knight wizard skeleton diver gnome apple fruit bowl glass puddle wagon torch throne cannon heart";
/** "noun:kind": the prefab of the noun has the kind as a tag too. */
const KINDS =
  "oak:tree|pine tree:tree|palm tree:tree|apple tree:tree|neon sign:sign|side table:table|floor lamp:lamp";

/** A prefab as a catalogue line would have it; only what language reads is told apart. */
function prefab(noun: string, kind: string | undefined): WorldPrefab {
  const carries = CARRIERS.split(" ").includes(kind ?? noun);
  return {
    prefab_id: noun.replaceAll(" ", "_"),
    name: noun,
    category: CATEGORIES[noun] ?? "prop",
    tags: kind ? [noun, kind] : [noun],
    default_for: [noun],
    aliases: [],
    i18n: I18N[noun] ?? {},
    styles: [],
    settings: INDOORS.includes(noun) ? ["indoor"] : ["outdoor", "indoor"],
    footprint: { w: 1, d: 1, h: 1 },
    collision: { shape: "box" },
    placement: { on: SURFACE.split(" ").includes(noun) ? "surface" : "ground" },
    ...(carries ? { supports: { height: 0.8 } } : {}),
    variants: [],
    affordances: [],
    min_scale: 0.5,
    max_scale: 2,
  };
}

const CATEGORIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries("car bus taxi tractor boat ship".split(" ").map((noun) => [noun, "vehicle"])),
  ...Object.fromEntries("dog fox owl sheep cow horse duck".split(" ").map((noun) => [noun, "animal"])),
  ...{ person: "people", knight: "people" },
};

const INDOORS = ["sofa", "bed", "wardrobe", "piano", "armchair", "rug"];
const I18N: Readonly<Record<string, Record<string, string[]>>> = {
  table: { es: ["mesa", "mesas"], de: ["tisch", "tische"], fr: ["table", "tables"] },
  chair: { es: ["silla", "sillas"], de: ["stuhl", "stühle"], fr: ["chaise", "chaises"] },
  tree: { es: ["árbol", "árboles"], de: ["baum", "bäume"], fr: ["arbre", "arbres"] },
  house: { es: ["casa", "casas"], de: ["haus", "häuser"], fr: ["maison", "maisons"] },
  boat: { es: ["barco", "barcos"], de: ["boot", "boote"], fr: ["bateau", "bateaux"] },
  lake: { es: ["lago"], de: ["see"], fr: ["lac"] },
};

const NOUNS = `${SURFACE} ${CARRIERS} ${PLAIN}`.split(" ").map((word) => word.replace("-", " "));
const OF_KINDS = KINDS.split("|").map((pair) => pair.split(":") as [string, string]);
const prefabs = [
  ...[...new Set(NOUNS)].map((noun) => prefab(noun, undefined)),
  ...OF_KINDS.map(([noun, kind]) => prefab(noun, kind)),
];

/** Always the same answers. */
export const smallVocabulary: Vocabulary = createVocabulary({ version: "test", prefabs }, EMPTY_LEXICON);
