/** Things that tell where a scene is when the prompt does not: setting word → things, those of the second list count double. */
const ROWS: readonly (readonly [setting: string, hints: string, strong: string])[] = [
  [
    "bedroom",
    "nightstand|wardrobe|pillow|dresser|blanket|alarm clock",
    "bed|double bed|bunk bed|single bed|crib",
  ],
  [
    "living room",
    "sofa|couch|tv|television|coffee table|fireplace|armchair|rug|bookshelf",
    "tv stand|sofa set",
  ],
  [
    "kitchen",
    "sink|fridge|refrigerator|oven|microwave|kettle|cupboard|dishwasher",
    "stove|kitchen island|kitchen counter|cooker",
  ],
  ["bathroom", "sink|mirror|towel|towel rack", "toilet|bathtub|shower|bath"],
  [
    "office",
    "computer|printer|whiteboard|office chair|filing cabinet|meeting table|laptop",
    "cubicle|photocopier",
  ],
  ["classroom", "globe|desk|map", "blackboard|chalkboard|school desk|teacher desk"],
  [
    "gym",
    "bench press|mat|yoga mat|mirror",
    "treadmill|dumbbell|barbell|punching bag|exercise bike|weight bench|kettlebell|rowing machine",
  ],
  ["hospital", "wheelchair|curtain|monitor", "hospital bed|stretcher|iv stand|operating table|x-ray machine"],
  ["library", "bookshelf|reading lamp|book", "card catalog"],
  ["bar", "bar stool|jukebox|pool table|beer tap", "bar counter|dartboard|cocktail"],
  ["restaurant", "menu|waiter|wine glass|tablecloth", "dining table"],
  ["cafe", "cake display|cup", "espresso machine|coffee machine|pastry case"],
  ["workshop", "tool|toolbox|hammer|saw", "anvil|workbench|forge|lathe"],
  ["laboratory", "microscope|test tube|beaker", "cryo pod|fume hood|specimen tank"],
  [
    "underwater",
    "fish|seashell|anchor",
    "coral|kelp|seaweed|shark|jellyfish|octopus|sunken ship|shipwreck|submarine|diver|whale|sea turtle",
  ],
  [
    "beach",
    "sandcastle|seashell|surfboard|palm tree|crab",
    "beach umbrella|beach towel|lifeguard tower|beach chair",
  ],
  [
    "street",
    "traffic light|taxi|bus|street lamp|fire hydrant|car|mailbox|neon sign|puddle",
    "crosswalk|zebra crossing|sidewalk",
  ],
  ["farm", "cow|pig|chicken|tractor|hay bale|sheep|scarecrow|goat", "barn|silo|henhouse"],
  ["forest", "oak|pine|fern|mushroom|deer|fox|log|tree stump|owl", ""],
  ["camp", "tent|sleeping bag|log", "campfire|bonfire"],
  ["graveyard", "ghost|skeleton|crypt", "tombstone|gravestone|grave|coffin|headstone"],
  ["playground", "sandbox|merry go round", "slide|swing|seesaw|jungle gym|monkey bars|climbing frame"],
  [
    "garden",
    "rose|flower bed|hedge|gnome|garden gnome|sundial|birdbath",
    "lawn mower|flowerbed|vegetable patch|greenhouse",
  ],
  ["castle", "knight|catapult|moat", "drawbridge|portcullis|castle wall"],
  ["dungeon", "skeleton|chain|rat", "cage|torture rack|iron maiden"],
  ["space", "rocket|satellite|planet|asteroid", "astronaut|ufo|space shuttle"],
  ["picnic", "kite|basket", "picnic blanket|picnic basket"],
  ["dining room", "chandelier|candle|wine glass|plate", "dining table|dinner table"],
  ["harbor", "boat|ship|crane|anchor|buoy", "lighthouse|fishing boat|container ship"],
  ["arctic", "sled|igloo", "penguin|polar bear|seal|walrus"],
  ["desert", "vulture|tumbleweed", "cactus|camel"],
  ["savanna", "elephant|rhino|rhinoceros|hyena", "giraffe|zebra|lion"],
  [
    "construction site",
    "crane|traffic cone|wheelbarrow|brick pile",
    "excavator|bulldozer|cement mixer|scaffolding|digger",
  ],
  ["stage", "microphone|speaker|spotlight|guitar|piano", "drum kit|amplifier"],
];

interface Clue {
  readonly setting: string;
  readonly weight: number;
}

export const CLUES: ReadonlyMap<string, Clue> = new Map(
  ROWS.flatMap(([setting, hints, strong]) => [...clues(setting, hints, 1), ...clues(setting, strong, 2)]),
);

function clues(setting: string, words: string, weight: number): (readonly [string, Clue])[] {
  return words.split("|").map((word) => [word, { setting, weight }] as const);
}
