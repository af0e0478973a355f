/** Words for a whole kind of things that the catalogue has under other names: where they must not be, none of these. */

const ROWS: readonly (readonly [words: string, kinds: string])[] = [
  ["wildlife|fauna|creature|beast|critter|wild animal|livestock|pet", "animal|pet"],
  [
    "human|human being|humanity|mankind|folk|passer by|pedestrian|soul|anybody|anyone|bystander|adult|customer|visitor|guest|crowd|inhabitant|staff|figure|character",
    "person",
  ],
  [
    "vegetation|greenery|flora|foliage|plant life|plantlife|undergrowth|growth",
    "plant|tree|bush|grass|flower|houseplant",
  ],
  ["electronics|gadget|screen|electronic device", "electronics|tv|computer|monitor|phone"],
  ["traffic|motor vehicle|automobile", "car|truck|bus|vehicle"],
  ["seating|seat", "seat|chair|bench|stool|sofa"],
  ["lighting|light source|illumination", "light|lamp"],
  ["water", "water|pond|lake|river|fountain"],
  ["decoration|ornament|adornment|decor", "decoration|ornament"],
  ["greens|shrub|shrubbery", "bush"],
  ["trash|rubbish|garbage|litter", "trash|trash can"],
  ["weaponry|armament|arms", "weapon"],
  ["building|structure", "building|house"],
  ["corpse|dead body|cadaver", "corpse|body"],
  ["fire|flame|open flame", "fire|campfire|bonfire"],
  ["alcohol|booze|liquor", "alcohol|beer|wine|bottle"],
];

const KINDS: ReadonlyMap<string, readonly string[]> = new Map(
  ROWS.flatMap(([words, kinds]) => words.split("|").map((word) => [word, kinds.split("|")] as const)),
);

/** What else must not be there if `noun` (singular) must not; empty for the name of one thing. */
export function kindsOf(noun: string): readonly string[] {
  return KINDS.get(noun) ?? [];
}
