/** Words that describe a thing: what they say of it, or that they say nothing we can show. */
import type { SceneEntity } from "../intent.ts";

type Modifiers = SceneEntity["modifiers"];

const COLORS =
  "red green blue yellow orange purple violet pink brown black white grey gray beige turquoise teal cyan magenta crimson scarlet maroon navy olive lime indigo lilac lavender cream ivory silver golden gold bronze copper pastel amber rosy coral emerald ruby azure tan khaki mint peach burgundy aqua multicolored colorful colourful rainbow blonde charcoal mustard salmon";
const MATERIALS: Readonly<Record<string, string>> = {
  wooden: "wood",
  wood: "wood",
  oak: "wood",
  pine: "wood",
  walnut: "wood",
  mahogany: "wood",
  timber: "wood",
  teak: "wood",
  birch: "wood",
  plywood: "wood",
  log: "wood",
  stone: "stone",
  granite: "stone",
  marble: "marble",
  rock: "stone",
  cobblestone: "stone",
  sandstone: "stone",
  slate: "stone",
  limestone: "stone",
  metal: "metal",
  metallic: "metal",
  iron: "metal",
  steel: "metal",
  brass: "metal",
  tin: "metal",
  aluminium: "metal",
  aluminum: "metal",
  chrome: "metal",
  rusty: "metal",
  bronze: "bronze",
  copper: "copper",
  gold: "gold",
  golden: "gold",
  silver: "silver",
  glass: "glass",
  crystal: "crystal",
  leather: "leather",
  velvet: "velvet",
  plastic: "plastic",
  brick: "brick",
  concrete: "concrete",
  clay: "clay",
  ceramic: "ceramic",
  porcelain: "ceramic",
  terracotta: "clay",
  paper: "paper",
  cardboard: "cardboard",
  straw: "straw",
  bamboo: "bamboo",
  rattan: "rattan",
  wicker: "wicker",
  cotton: "fabric",
  silk: "fabric",
  linen: "fabric",
  wool: "fabric",
  woollen: "fabric",
  woolen: "fabric",
  canvas: "fabric",
  fabric: "fabric",
  denim: "fabric",
  ice: "ice",
  rubber: "rubber",
  thatched: "straw",
  tiled: "tile",
  lego: "plastic",
  wrought: "metal",
  adobe: "clay",
};
const SIZES: Readonly<Record<string, NonNullable<Modifiers["size"]>>> = {
  tiny: "tiny",
  miniature: "tiny",
  minuscule: "tiny",
  mini: "tiny",
  microscopic: "tiny",
  teeny: "tiny",
  small: "small",
  little: "small",
  short: "small",
  compact: "small",
  narrow: "small",
  petite: "small",
  smaller: "small",
  low: "small",
  thin: "small",
  dwarf: "small",
  large: "large",
  big: "large",
  tall: "large",
  long: "large",
  wide: "large",
  broad: "large",
  high: "large",
  spacious: "large",
  grand: "large",
  oversized: "large",
  sizeable: "large",
  bigger: "large",
  larger: "large",
  great: "large",
  thick: "large",
  deep: "large",
  huge: "huge",
  giant: "huge",
  gigantic: "huge",
  enormous: "huge",
  massive: "huge",
  colossal: "huge",
  towering: "huge",
  immense: "huge",
  vast: "huge",
  monumental: "huge",
  mighty: "huge",
};
const STYLES =
  "modern contemporary medieval gothic victorian rustic vintage antique retro futuristic industrial scandinavian nordic minimalist baroque classical classic elegant luxury luxurious ornate traditional japanese chinese egyptian roman greek viking celtic cyberpunk steampunk fantasy scifi abandoned ruined haunted broken cracked shattered destroyed overgrown mossy cosy cozy old ancient weathered crumbling dilapidated neon tropical oriental moroccan mediterranean western colonial edwardian bohemian shabby boho tudor renaissance art-deco";
const PLAIN =
  "quiet calm peaceful beautiful lovely nice pretty good great cute warm cold cool hot dark bright light dim sunny shady fresh clean dirty dusty muddy wet dry soft hard smooth rough round square rectangular oval circular flat steep open closed empty full half new young fallen bare dead living lively busy crowded lonely alone happy sad scary spooky creepy eerie mysterious mystical magical magic enchanted wild tame winding curved straight crooked hanging floating standing sitting sleeping asleep glowing shining sparkling shimmering burning lit well-lit parked sunken frozen snowy icy rainy foggy misty cloudy stormy windy sandy grassy rocky mountainous wooded leafy lush dense sparse thick overgrown blooming flowering fruitful ripe fluffy furry hairy fat slim heavy lightweight loud silent noisy secret hidden lost forgotten sacred holy royal noble rich poor cheap expensive simple plain fancy decorated ornamental festive seasonal potted stuffed folded stacked piled scattered wrapped comfy comfortable plush stylish messy tidy neat rundown decent proper real fake main central extra additional double single triple twin king queen-size electric electronic digital mechanical automatic manual solar nuclear local public private outdoor indoor spare matching different various assorted same similar typical usual common rare special favourite favorite famous popular nearby distant far close next last first second third fourth fifth final upper lower top bottom left right northern southern eastern western whole entire complete rotting rotten wilted dried swaying friendly angry evil brave stray detached exterior interior inner outer adjacent opposite separate tropical exotic foreign deserted desolate lone shallow clear transparent plan striped checkered spotted patterned painted carved woven knitted polished shiny matte glossy sunlit moonlit starlit candlelit dimly brightly softly gently very really quite rather fairly extremely super slightly partly fully half-timbered weird strange odd funny silly crazy epic awesome amazing stunning gorgeous wonderful fantastic perfect ideal dreamy romantic serene tranquil idyllic picturesque scenic charming quaint inviting welcoming homely homey airy gloomy bleak grim sinister ominous abandoned medium normal regular standard average decorative freestanding built-in fitted en-suite see through cooked baked fried roasted raw sharp blunt pointed pointy forked twisted tangled gnarled majestic regal imposing impressive dusky sleepy hungry thirsty thin male female adult junior senior brand used open-air hand-made handmade homemade wide-open fully-equipped equipped furnished unfurnished up-to-date tree-lined cobbled paved gravel dirt unpaved wrecked crashed leaking smoking steaming boiling melted melting creaky wobbly squeaky rickety sturdy solid hollow foldable folding rolling rocking spinning rotating flickering blinking flashing running jumping flying swimming grazing playing walking dancing singing hooded armored armoured rusted laid set ready available perched mounted framed flat-screen foggy draped covered filled packed loaded stocked surrounding lined fenced walled gated cheerful cheery bustling sprawling rolling gentle lonesome cluttered crammed sparkly cursed blessed mythical legendary heroic primitive prehistoric historic historical cultural religious spiritual elven dwarven orcish viking norse celtic pirate military naval urban rural suburban coastal alpine arctic polar woodland residential commercial domestic professional personal shared communal individual wintery wintry autumnal breezy freezing sweltering humid scorching blazing";

const COLOR_SET = new Set(COLORS.split(" "));
const STYLE_SET = new Set(STYLES.split(" "));
const PLAIN_SET = new Set(PLAIN.split(" "));

/** Whether `word` can stand before a noun and describe it. */
export function isAdjective(word: string): boolean {
  return (
    COLOR_SET.has(word) ||
    STYLE_SET.has(word) ||
    PLAIN_SET.has(word) ||
    Object.hasOwn(MATERIALS, word) ||
    Object.hasOwn(SIZES, word)
  );
}

/** Whether `word`, unknown otherwise, is built like an adjective, adverb or participle ("glistening", "cracked", "softly"). */
export function looksAdjectival(word: string): boolean {
  return (
    word.length > 4 && /(?:ly|ed|ing|ous|ful|ish|ive|less|able|ible|ier|est|esque|like|ical|ular)$/.test(word)
  );
}

/** What the adjectives say of a thing; the last one of a kind wins. */
export function modifiersOf(words: readonly string[]): Modifiers {
  const modifiers: Modifiers = {};
  for (const word of words) {
    if (COLOR_SET.has(word)) modifiers.color = word === "gray" ? "grey" : word;
    if (Object.hasOwn(MATERIALS, word)) modifiers.material = MATERIALS[word];
    if (Object.hasOwn(SIZES, word)) modifiers.size = SIZES[word];
    if (STYLE_SET.has(word)) modifiers.style = word;
  }
  return modifiers;
}

/** The size that a word gives to a scene, or null. */
export function sceneSizeOf(word: string): "small" | "medium" | "large" | null {
  const size = Object.hasOwn(SIZES, word) ? SIZES[word] : undefined;
  if (word === "medium") return "medium";
  if (!size) return /^co[sz]y$/.test(word) ? "small" : null;
  return size === "tiny" || size === "small" ? "small" : "large";
}

/** Mood words and the mood they give. */
export const MOODS: Readonly<Record<string, string>> = {
  cosy: "cosy",
  cozy: "cosy",
  homely: "cosy",
  inviting: "cosy",
  warm: "cosy",
  comfy: "cosy",
  spooky: "spooky",
  creepy: "spooky",
  eerie: "spooky",
  scary: "spooky",
  haunted: "spooky",
  sinister: "spooky",
  ominous: "spooky",
  gloomy: "gloomy",
  bleak: "gloomy",
  grim: "gloomy",
  desolate: "gloomy",
  dark: "gloomy",
  calm: "calm",
  quiet: "calm",
  peaceful: "calm",
  serene: "calm",
  tranquil: "calm",
  idyllic: "calm",
  relaxing: "calm",
  festive: "festive",
  cheerful: "festive",
  lively: "lively",
  busy: "lively",
  bustling: "lively",
  crowded: "lively",
  romantic: "romantic",
  dreamy: "dreamy",
  mysterious: "mysterious",
  mystical: "mysterious",
  magical: "magical",
  enchanted: "magical",
  epic: "epic",
  majestic: "epic",
  luxurious: "luxurious",
  luxury: "luxurious",
  abandoned: "abandoned",
  deserted: "abandoned",
};
