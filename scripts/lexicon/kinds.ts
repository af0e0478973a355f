/** Which prefab or stand-in shows a noun that no prefab is named after. */
import type { PrefabEntry } from "../../src/protocol/catalogue.ts";
import { FILES, type Sense, type WordNet } from "./wordnet.ts";

/** Where a walk up WordNet ends. */
export type End = { readonly tag: string; readonly source: "substitute" | "proxy" } | null;

/** The lexicographer file of the topmost synsets: animal, plant, person, artifact. */
const TOPS = 3;

/** Most steps up. */
const REACH = 9;

/** Kinds too wide for one prefab to show: `word.file.sense` of the synset, with the stand-in's tag, or null for no thing at all. */
const WIDE: Readonly<Record<string, string | null>> = {
  ...{
    "animal.5": "proxy animal",
    "plant.20": "proxy plant",
    "woody plant.20": "proxy plant",
    "herb.20": "proxy plant",
  },
  ...{ "bird.5": "bird", "insect.5": "insect", "rodent.5": "proxy animal small", "reptile.5": "lizard" },
  ...{
    "amphibian.5": "frog",
    "arthropod.5": "beetle",
    "invertebrate.5": "proxy animal small",
    "mollusk.5": "snail",
  },
  ...{ "ungulate.5": "proxy animal large", "pachyderm.5": "proxy animal large", "cetacean.5": "whale" },
  ...{
    "carnivore.5": "proxy animal medium",
    "microorganism.5": null,
    "fictional animal.18": "monster",
    "larva.5": "snail",
  },
  ...{ "building.6": "proxy building", "structure.6": "proxy furniture", "vehicle.6": "proxy vehicle" },
  ...{
    "furniture.6": "proxy furniture",
    "furnishing.6": "proxy furniture",
    "container.6": "proxy container",
  },
  ...{
    "vessel.6": "proxy container",
    "appliance.6": "proxy appliance",
    "home appliance.6": "proxy appliance",
  },
  ...{
    "machine.6": "proxy appliance",
    "instrumentality.6": "proxy small prop",
    "artifact.6": "proxy small prop",
  },
  ...{
    "device.6": "proxy small prop",
    "equipment.6": "proxy small prop",
    "tool.6": "tool",
    "implement.6": "proxy small prop",
  },
  ...{ "weapon.6": "weapon", "musical instrument.6": "proxy small prop", "clothing.6": "clothing" },
  ...{
    "commodity.6": "proxy small prop",
    "decoration.6": "proxy small prop",
    "toy.6": "toy",
    "fabric.6": "cloth",
  },
  ...{ "craft.6": "boat", "conveyance.6": "proxy vehicle", "creation.6": "proxy small prop" },
  ...{
    "statue.6": "statue",
    "sculpture.6": "statue",
    "natural object.17": "proxy small prop",
    "fruit.20": "fruit",
  },
  ...{
    "body of water.17": "lake",
    "geological formation.17": null,
    "person.3": "person",
    "relative.18": "person",
    "spiritual being.18": "ghost",
  },
  ...{
    "food.13": "food",
    "foodstuff.13": "food",
    "food.21": "food",
    "beverage.13": "bottle",
    "vegetable.13": "vegetable",
  },
  ...{
    "fungus.20": "mushroom",
    "flower.20": "flower",
    "edible fruit.13": "fruit",
    "shrub.20": "bush",
    "vine.20": "ivy",
  },
  ...{
    "grass.20": "grass",
    "fern.20": "fern",
    "tree.20": "tree",
    "aquatic plant.20": "seaweed",
    "poison.27": "potion",
  },
};

/** Kinds that are places, parts, stuff or ideas; a walk that meets one finds nothing. */
const NO_THING: readonly string[] = [
  ...[
    "room.6",
    "area.6",
    "way.6",
    "opening.6",
    "passage.6",
    "surface.6",
    "excavation.6",
    "facility.6",
    "line.6",
  ],
  ...["land.17", "location.15", "part.17", "body part.8", "substance.27", "plant part.20", "animal tissue.8"],
  ...[
    "representation.6",
    "block.6",
    "layer.6",
    "strip.6",
    "system.6",
    "mixture.27",
    "enclosure.6",
    "padding.6",
  ],
  ...[
    "creation.6",
    "compartment.6",
    "drug.6",
    "medicine.6",
    "narcotic.6",
    "component.6",
    "covering.6",
    "universe.17",
  ],
  ...[
    "celestial body.17",
    "extremity.17",
    "fragment.17",
    "track.6",
    "float.6",
    "computer circuit.6",
    "sheet.6",
  ],
  ...[
    "housing.6",
    "living quarters.6",
    "floor.6",
    "level.6",
    "storey.6",
    "elastomer.27",
    "colony.14",
    "shore.17",
  ],
];

/** Words that are rarely the names of things in a description of a place. */
const NOT_NOUNS: ReadonlySet<string> = new Set(
  `root art giant vent row pile kind side middle evening line corner edge top bottom front back end center part piece
  place area ground floor ceiling space city country scene view set group pair number couple variety rest way thing
  object item stuff world sight spot look mood style design centre circle square round shape form figure feature detail
  background foreground atmosphere environment setting location outside inside interior exterior mess heap bunch stack
  must can will may might well like still even close right left high low long short deep wide fast hard soft cool warm
  cold hot dry wet dark bright clear quiet calm wild open old new good nice fine great main small large big little
  cover covering running standing facing hanging growing sitting leading looking coming lying floating flying burning
  landing remains lot plenty dozen hundred thousand half quarter third double single original classic modern antique
  light lights color colour white black red green blue yellow orange brown grey gray pink purple
  stand stands sit sits rest rests lie lies hang hangs lean leans grow grows cross crossing turn turns run runs
  walk walks watch guard line lines dot dots hold holds carry carries play plays ride rides drive drives fall falls
  medium size version model order work lay past present future day night morning noon afternoon midnight time hour
  sun moon north south east west nature life love peace war music sound noise smell voice name word story show act
  must haven mine agent felt haven't remains being human natural nobody somebody everyone everybody anybody someone
  universe product surface wing facility landing lodging premise stopping dressing serving recording helping stole
  many several few more most less lots each every other another such same hot spot head body hand eye arm leg face
  foot mouth nose ear neck back heart skin hair tail paw finger toe knee shoulder hallway corridor internet nude
  mankind setup airline transit voodoo starter warmer vintage leak gig assembly merchandise commodity output prop vice
  holder innovation soundtrack harem hookup backstage terminal bumper sonar scourge getup standby conformation`.split(
    /\s+/,
  ),
);

/** The end of the walk up from the sense of `noun` that a description of a place would mean; null where there is none. */
export function kindFinder(prefabs: readonly PrefabEntry[], wordNet: WordNet): (noun: string) => End {
  const anchors = anchorsOf(prefabs, wordNet);
  const walk = (offset: number, left: number): End | undefined => {
    const here = anchors.get(offset);
    if (here !== undefined) return here;
    if (left === 0) return undefined;
    for (const kind of wordNet.synsets.get(offset)?.kinds ?? []) {
      const found = walk(kind, left - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return (noun) => {
    if (NOT_NOUNS.has(noun)) return null;
    const sense = thingSense(noun, wordNet);
    return sense ? (walk(sense.offset, REACH) ?? null) : null;
  };
}

/** The first sense, if it is a thing, no individual, and the word is met mostly so. */
export function thingSense(noun: string, wordNet: WordNet): Sense | null {
  const senses = wordNet.nouns.get(noun) ?? [];
  const isThing = ({ offset }: Sense) => CONCRETE.has(wordNet.synsets.get(offset)?.file ?? 0);
  const all = senses.reduce((sum, { met }) => sum + met, 0);
  const first = senses.find(isThing);
  if (!first || wordNet.synsets.get(first.offset)?.instance) return null;
  const things = senses.filter(isThing).reduce((sum, { met }) => sum + met, 0);
  if (first !== senses[0] && things * 2 <= all) return null;
  if (things === 0 && first.number > 1) return null;
  return (wordNet.otherwise.get(noun) ?? 0) > all + 1 ? null : first;
}

const CONCRETE: ReadonlySet<number> = new Set([
  ...[FILES.animal, FILES.artifact, FILES.food, FILES.object, FILES.person, FILES.plant],
]);

/** Lexicographer files in which the names of a category's prefabs are looked for, the likeliest first. */
const FILES_OF: Readonly<Record<string, readonly number[]>> = {
  animal: [FILES.animal],
  plant: [FILES.plant, FILES.food],
  food: [FILES.food, FILES.plant],
  people: [FILES.person],
  nature: [FILES.object, 19, 27, FILES.animal, FILES.plant],
  water: [FILES.object, FILES.artifact],
};
const CREATURES: readonly number[] = [FILES.person, FILES.animal];

/** Synsets that names of prefabs stand for; tags before aliases, then the wide kinds and the ends of the way. */
function anchorsOf(prefabs: readonly PrefabEntry[], wordNet: WordNet): Map<number, End> {
  const anchors = new Map<number, End>();
  for (const [key, tag] of Object.entries(WIDE))
    anchors.set(
      synsetOf(key, wordNet),
      tag === null ? null : { tag, source: tag.startsWith("proxy") ? "proxy" : "substitute" },
    );
  for (const key of NO_THING)
    if (!anchors.has(synsetOf(key, wordNet))) anchors.set(synsetOf(key, wordNet), null);
  const add = (word: string, tag: string, files: readonly number[]) => {
    const senses = wordNet.nouns.get(word) ?? [];
    for (const file of files) {
      const sense = senses.find(({ offset }) => wordNet.synsets.get(offset)?.file === file);
      if (!sense) continue;
      if (!anchors.has(sense.offset)) anchors.set(sense.offset, { tag, source: "substitute" });
      return;
    }
  };
  const named = prefabs.filter(({ category }) => category !== "proxy");
  const filesOf = ({ tags, category }: PrefabEntry) =>
    tags.includes("creature") ? CREATURES : (FILES_OF[category] ?? [FILES.artifact]);
  for (const prefab of named)
    for (const tag of prefab.tags) if (prefab.default_for.includes(tag)) add(tag, tag, filesOf(prefab));
  for (const prefab of named)
    for (const alias of prefab.aliases) add(alias, prefab.tags[0] ?? "", filesOf(prefab));
  return anchors;
}

/** The synset of `word.file` or `word.file.n`: the word's first or n-th sense in that lexicographer file, else of the topmost; -1 for none. */
export function synsetOf(key: string, wordNet: WordNet): number {
  const [word = "", file, nth = "1"] = key.split(".");
  const senses = wordNet.nouns.get(word) ?? [];
  const inFile = (wanted: number) =>
    senses.filter(({ offset }) => wordNet.synsets.get(offset)?.file === wanted);
  const found = [...inFile(Number(file)), ...inFile(TOPS)];
  return found[Number(nth) - 1]?.offset ?? -1;
}
