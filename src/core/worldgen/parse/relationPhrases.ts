/** Phrases that relate things, and how: which relation, which way round, with which object. */
import type { RelationName } from "../intent.ts";
import { phraseTable } from "./phrases.ts";

export interface RelationPhrase {
  readonly rel: RelationName;
  /** "X surrounded by Y" says that Y is around X. */
  readonly inverse?: true;
  /** `needed`: a noun phrase follows. `none`: never ("in the middle"). `maybe`: with one or without ("nearby", "behind"). */
  readonly object: "needed" | "none" | "maybe";
  /** A weak preposition ("in", "at", "by"): says nothing when the object is the scene. */
  readonly weak?: true;
  /** "per table": as many for each. */
  readonly each?: true;
  /** "on each side of", "in every corner": one there is so many. */
  readonly times?: 2 | 4;
  /** "on the wall": what it says of a wall that the prompt named ("a stone wall"), instead of the room's own. */
  readonly wall?: RelationName;
  /** "in the distance": always of the whole scene, never of what was named before. */
  readonly ofScene?: true;
}

const needed = (rel: RelationName): RelationPhrase => ({ rel, object: "needed" });
const maybe = (rel: RelationName): RelationPhrase => ({ rel, object: "maybe" });
const none = (rel: RelationName): RelationPhrase => ({ rel, object: "none" });
const inverse = (rel: RelationName): RelationPhrase => ({ rel, object: "needed", inverse: true });
const weak = (rel: RelationName): RelationPhrase => ({ rel, object: "needed", weak: true });

/** Compass and sides: seen from the south, left is west and the back is north. */
const SIDES = [
  ["north", "northern", "north_of"],
  ["south", "southern", "south_of"],
  ["east", "eastern", "east_of"],
  ["west", "western", "west_of"],
  ["left", "left hand", "west_of"],
  ["right", "right hand", "east_of"],
  ["far left", "leftmost", "west_of"],
  ["far right", "rightmost", "east_of"],
] as const;

type Row = readonly [phrases: string, relation: RelationPhrase];

const sideRows: readonly Row[] = SIDES.flatMap(([noun, adjective, rel]): Row[] => [
  [
    `${noun} of|to # ${noun} of|on # ${noun} of|in # ${noun} of|at # ${noun} of|on # ${noun} side of|on # ${adjective} side of|to # ${adjective} side of|at # ${adjective} end of|at # ${noun} end of|at # ${adjective} edge of|${adjective} side of`,
    needed(rel),
  ],
  [
    `on # ${noun}|to # ${noun}|in # ${noun}|on # ${noun} side|on # ${adjective} side|at # ${adjective} end|at # ${noun} end|at # ${adjective} edge|in # ${adjective} part|on # ${adjective} edge|in # ${noun} corner|${noun} side`,
    none(rel),
  ],
]);

const ROWS: readonly Row[] = [
  [
    "next to|right next to|beside|right beside|alongside|adjacent to|at # side of|by # side of|to # side of|side by side with|right by|on # side of|close beside|flanking|next door to|abutting|attached to|connected to|touching",
    needed("next_to"),
  ],
  [
    "on each side of|on either side of|to either side of|at either side of|at each side of|to each side of|on both sides of it|by either side of|at both ends of|at either end of|at each end of",
    { rel: "next_to", object: "needed", times: 2 },
  ],
  [
    "on each side|on either side|at both ends|at each side|at either side|at either end|at each end|on both its sides",
    { rel: "next_to", object: "none", times: 2 },
  ],
  ["flanked by|flanked on both sides by|framed by", inverse("next_to")],
  ["to # side|on # side|at # side|to one side|on one side|off to one side|off to # side", none("next_to")],
  [
    "near to|near|close to|right near|not far from|in # vicinity of|within reach of|a short walk from|tied to|tied up to|moored to|moored at|moored by|chained to|parked by|parked near|parked next to|parked outside|at # foot of|at # base of|at # edge of|on # edge of|by # edge of|at # bank of|on # bank of|on # banks of|on # shore of|on # shores of|overlooking|not far away from|guarding|watching over|chasing|warming itself by|gathered near|just outside|outside of|outside|leading to|leading up to|leads to|leads up to|lead to|overlooks|overlook|guards|pulled by|above|hanging above|hanging over|hung above|hung over|suspended above|suspended over|floating above|hovering over|hovering above|flying over|flying above|circling above|over at",
    needed("near"),
  ],
  [
    "nearby|close by|near by|not far away|not far off|a bit further|a short distance away|in # distance|next door",
    maybe("near"),
  ],
  ["by|at", weak("near")],
  [
    "around|all around|all the way around|all round|right around|surrounding|surround|surrounds|encircle|encircles|encircling|circling|circling around|circling round|grouped around|gathered around|arranged around|placed around|set around|scattered around|standing around|sitting around|seated around|dancing around|in # circle around|in # ring around|in # semicircle around|enclosing|ringing|clustered around|huddled around|dotted around|running around|wrapped around|orbiting|growing around|swimming around|flying around|on all sides of|on every side of",
    maybe("around"),
  ],
  [
    "surrounded by|surrounded on all sides by|encircled by|ringed by|ringed with|enclosed by|circled by|bordered by|fenced in by|fenced by|hemmed in by|surrounded with|edged with|edged by|encased by",
    inverse("around"),
  ],
  ["on all sides|on every side|all about", none("around")],
  [
    "in # middle of|in # centre of|in # center of|at # centre of|at # center of|at # heart of|in # heart of|in # very middle of|in # exact middle of|in # very centre of|in # very center of|dead centre of|in # exact center of|in # exact centre of|at # middle of|amid|amidst|centred in|centered in|centre of|center of|middle of",
    needed("middle_of"),
  ],
  [
    "in # middle|in # centre|in # center|at # centre|at # center|at # heart|right in # middle|in # very middle|in # exact middle|in # exact center|in # exact centre|smack in # middle|in # very centre|in # very center|at its heart|at # very centre|at # very center|dead centre|dead center|centrally|in # middle of everything|as # centrepiece|as # centerpiece|in # midst",
    none("middle_of"),
  ],
  [
    "along|all along|lined up along|lining|line the|lines the|line both sides of|down # length of|along both sides of|along # side of|along # sides of|along # edge of|along # edges of|on both sides of|at both sides of|lined up by|running along|following|bordering|placed along|set along|in # row along|in # line along|parked along|alongside of|standing along|up and down",
    needed("along"),
  ],
  [
    "lined with|lined by|bordered with|flanked on either side by|lined on both sides by|lined on both sides with",
    inverse("along"),
  ],
  [
    "in between|between|in # gap between|halfway between|midway between|strung between|stretched between|hanging between|hung between|squeezed between|sandwiched between|strung up between|slung between|tied between|nestled between|wedged between",
    needed("between"),
  ],
  [
    "on|on top of|atop|atop of|upon|onto|sitting on|standing on|resting on|lying on|perched on|sitting on top of|placed on|put on|up on|asleep on|sleeping on|mounted on|parked on|standing on top of|laid on|spread on|spread over|laid over|draped over|over|hanging on|hung on|hanging from|hung from|hanging off|dangling from|suspended from|stacked on|balanced on|floating on|curled up on|napping on|seated on|displayed on|set on|lit on|spanning|crossing|growing on|carved on|painted on|stuck on|left on|piled on|on # surface of|on # roof of|on # seat of|up # top of|at # top of|to # top of|on # branch of|on # branches of|draped on|draped across|across|riding on|riding",
    needed("on"),
  ],
  ["on top|up top|on # roof", none("on")],
  [
    "topped by|topped with|covered by|crowned by|crowned with|laden with|set with|piled with|laid with|adorned with|holding up|decked with|supporting|stacked with",
    inverse("on"),
  ],
  [
    "filled with|full of|stuffed with|loaded with|stocked with|packed with|brimming with|containing",
    inverse("inside"),
  ],
  [
    "under|underneath|below|beneath|right under|directly under|down below|asleep under|sleeping under|sitting under|hidden under|hiding under|in # shade of|in # shadow of|tucked under|standing under|parked under|lying under|sheltering under|at # bottom of",
    maybe("under"),
  ],
  ["shaded by|sheltered by|overshadowed by", needed("under")],
  [
    "facing|face|faces|look to|looks to|look at|looks at|look towards|looks towards|look over|looks over|point at|points at|point towards|points towards|looking to|turned to face|facing towards|facing toward|looking at|looking towards|looking toward|pointing at|pointed at|pointing towards|turned towards|turned to|opposite|opposite to|across from|face to face with|directed at|aimed at|oriented towards|gazing at|staring at|directly opposite|right opposite|all facing|angled towards|toward|towards|looking out over|looking over|looking onto",
    maybe("facing"),
  ],
  [
    "in front of|right in front of|directly in front of|at # front of|before|ahead of|outside # front of|parked in front of|standing in front of",
    needed("in_front_of"),
  ],
  ["in front|at # front|out front|out # front|up front|in # foreground", none("in_front_of")],
  [
    "behind|right behind|directly behind|in back of|at # back of|at # rear of|to # rear of|hidden behind|hiding behind|standing behind|parked behind|in # back of|on # far side of|on # other side of|round # back of|around # back of|beyond|past|out back of",
    maybe("behind"),
  ],
  [
    "against|leaning against|leaning on|leaned against|propped against|up against|propped up against|pushed against|pressed against|resting against|leant against|stacked against|backed against|flush against|mounted against",
    needed("against"),
  ],
  [
    "in each corner|in every corner|in all corners|in all four corners|in the four corners|at each corner|at every corner",
    { rel: "against", object: "none", times: 4 },
  ],
  ["holding|carrying|wearing|playing", inverse("near")],
  [
    "in # corner of|in one corner of|in # corners of|at # corner of|at # corners of|on # walls of",
    needed("against"),
  ],
  [
    "in each corner of|in every corner of|at each corner of|at every corner of|in all corners of|in all four corners of|in the four corners of|at the four corners of|at all four corners of",
    { rel: "against", object: "needed", times: 4 },
  ],
  [
    "in # corner|in one corner|in # corners|in another corner|in # other corner|in # opposite corner|in # far corner|in # back corner",
    none("against"),
  ],
  [
    "on # wall|on # walls|on one wall|on # back wall|on # far wall|on # side wall|on another wall|on # other wall|on every wall|on # opposite wall|against # wall|against # walls|against # back wall|against one wall|against # far wall|against # other wall|leaning against # wall",
    { rel: "against", object: "none", wall: "against" },
  ],
  [
    "along # wall|along # walls|along one wall|along # back wall",
    { rel: "against", object: "none", wall: "along" },
  ],
  [
    "at # back|in # back|at # rear|round # back|out back|at # far end|at # other end|at one end|at # end|in # rear",
    none("north_of"),
  ],
  ["in # background|in # far distance|on # horizon", { rel: "north_of", object: "none", ofScene: true }],
  [
    "inside|inside of|within|hidden inside|hidden in|hiding in|nestled in|tucked in|tucked into|set into|set in|sleeping in|asleep in|swimming in|floating in|growing in|growing out of|sticking out of|peeking out of|coming out of|planted in|sitting in|lying in|standing in|stored in|stuck in|kept in|bathing in|buried in|built into|soaking in",
    maybe("inside"),
  ],
  ["in|into|amongst|among", weak("inside")],
  [
    "per|for each|for every|to each|one per|at each|at every|by each|by every|for each of",
    { rel: "next_to", object: "needed", each: true },
  ],
  ...sideRows,
];

export const RELATION_PHRASES = phraseTable<RelationPhrase>(ROWS);

/** Nouns that stand for the whole scene as a relation's object. */
export const SCENE_NOUNS = new Set(
  "room scene area space place floor whole thing everything world map plot site yard view property picture perimeter".split(
    " ",
  ),
);
