/** English plurals. */

const IRREGULAR: Readonly<Record<string, string>> = {
  ...{
    people: "person",
    men: "man",
    women: "woman",
    children: "child",
    geese: "goose",
    mice: "mouse",
    lice: "louse",
  },
  ...{
    feet: "foot",
    teeth: "tooth",
    oxen: "ox",
    kine: "cow",
    brethren: "brother",
    pence: "penny",
    cacti: "cactus",
  },
  ...{ fungi: "fungus", octopi: "octopus", hippopotami: "hippopotamus", radii: "radius", nuclei: "nucleus" },
  ...{
    aquaria: "aquarium",
    terraria: "terrarium",
    stadia: "stadium",
    candelabra: "candelabra",
    bacteria: "bacterium",
  },
  ...{ media: "medium", data: "data", sarcophagi: "sarcophagus", stimuli: "stimulus", alumni: "alumnus" },
  ...{ larvae: "larva", antennae: "antenna", amphorae: "amphora", algae: "alga", formulae: "formula" },
  ...{ wolves: "wolf", leaves: "leaf", shelves: "shelf", loaves: "loaf", thieves: "thief", halves: "half" },
  ...{ scarves: "scarf", calves: "calf", elves: "elf", dwarves: "dwarf", wives: "wife", lives: "life" },
  ...{ hooves: "hoof", knives: "knife", selves: "self", sheaves: "sheaf", wharves: "wharf", staves: "staff" },
  ...{ bookshelves: "bookshelf", werewolves: "werewolf", penknives: "penknife", housewives: "housewife" },
  ...{
    buses: "bus",
    busses: "bus",
    gases: "gas",
    lenses: "lens",
    irises: "iris",
    axes: "axe",
    oases: "oasis",
  },
  ...{
    crises: "crisis",
    bases: "base",
    matrices: "matrix",
    vertices: "vertex",
    vortices: "vortex",
    indices: "index",
  },
  ...{
    passersby: "passerby",
    cloths: "cloth",
    moose: "moose",
    movies: "movie",
    cookies: "cookie",
    pies: "pie",
  },
  ...{
    ties: "tie",
    brownies: "brownie",
    smoothies: "smoothie",
    zombies: "zombie",
    genies: "genie",
    selfies: "selfie",
  },
  ...{
    pixies: "pixie",
    hoodies: "hoodie",
    birdies: "birdie",
    eyries: "eyrie",
    lassies: "lassie",
    shoes: "shoe",
  },
  ...{
    toes: "toe",
    hoes: "hoe",
    canoes: "canoe",
    doe: "doe",
    foes: "foe",
    horseshoes: "horseshoe",
    quizzes: "quiz",
  },
  ...{
    snowshoes: "snowshoe",
    caches: "cache",
    headaches: "headache",
    moustaches: "moustache",
    psyches: "psyche",
  },
};

/** Words that end as a plural does and are none, or have no singular of their own. */
const ALIKE: ReadonlySet<string> = new Set(
  `sheep deer fish series species aircraft spacecraft hovercraft watercraft scissors stairs binoculars spectacles
  bellows barracks gallows shears tongs pliers pants jeans shorts trousers tights leggings pyjamas goggles bus gas lens
  moss compass canvas atlas walrus octopus iris christmas chess christmas swiss paris texas always upstairs downstairs
  outdoors indoors perhaps towards across its his this thus yes less headquarters crossroads clothes news tennis
  billiards checkers draughts dominoes dice bagpipes cymbals physics mathematics athletics gymnastics victoriamus
  bison trout salmon shrimp squid swine offspring bleachers monkey-bars stocks pancreas venus mars molasses`.split(
    /\s+/,
  ),
);

/**
 * The singular of an English word in the form of `fold`. A word that is no plural is returned as it is. Where several
 * singulars are possible ("axes", "caves") the one that `isKnown` knows is taken.
 */
export function singularOf(word: string, isKnown: (candidate: string) => boolean): string {
  if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word] ?? word;
  if (ALIKE.has(word) || word.length < 3) return word;
  if (word.endsWith("men") && word.length > 5) {
    const man = `${word.slice(0, -3)}man`;
    return isKnown(word) && !isKnown(man) ? word : man;
  }
  if (!word.endsWith("s") || word.endsWith("'s")) return word;
  return candidatesOf(word).find(isKnown) ?? regularOf(word);
}

function candidatesOf(word: string): string[] {
  const stem = word.slice(0, -1);
  const candidates = word.endsWith("ss") ? [] : [stem];
  if (word.endsWith("ies")) candidates.unshift(`${word.slice(0, -3)}y`);
  if (word.endsWith("ves")) candidates.push(`${word.slice(0, -3)}f`, `${word.slice(0, -3)}fe`);
  if (word.endsWith("es")) candidates.push(word.slice(0, -2));
  if (word.endsWith("zzes") || word.endsWith("sses")) candidates.push(word.slice(0, -3));
  return candidates;
}

function regularOf(word: string): string {
  if (/(ss|us|is|ness)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(sh|ch|x|ss|zz|o)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
