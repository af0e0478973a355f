/** "X of Y": which of the two is there. */
import { modifiersOf } from "./adjectives.ts";
import { GROUP_NOUNS } from "./arrangements.ts";

const set = (words: string) => new Set(words.split(" "));

const PICTURES = set(
  "statue sculpture painting picture photo photograph portrait poster drawing model map bust figure figurine image replica mural print relief fresco tapestry book symbol sign coat flag hologram icon sketch carving globe emblem plaque scene stock replica kingdom king queen lord god goddess tomb grave house temple city school",
);
const CONTAINERS = set(
  "bowl basket box crate vase plate barrel bucket jar tray cart shelf shelves sack bag chest trolley wheelbarrow dish bin drawer cupboard cage pot pan platter wagon trunk case cabinet rack bookshelf table aquarium tank pen can bottle glass cup mug jug pitcher flask pint barrel keg tub bath pool cauldron urn carton packet tin boat truck truckload cartload plateful bowlful stall stand",
);
const LIQUIDS = set(
  "water wine beer milk juice coffee tea oil lemonade cola soda soup blood honey whiskey whisky rum champagne ale poison liquid cocoa chocolate paint ink perfume vinegar sauce syrup cider punch lava slime mead sake vodka gin petrol fuel gas air soil sand earth sugar salt flour rice grain potion",
);
const HELPINGS = set(
  "glass cup mug bottle jug pitcher flask pint slice loaf can bar sheet roll ball block lump cube drop chunk scoop tin tube pair pack set ream carton",
);

export type OfKind = "group" | "one" | "material" | "container" | "two";

/** How "`outer` of `inner`" (both singular) is meant. */
export function ofKind(outer: string, inner: string): OfKind {
  if (Object.hasOwn(GROUP_NOUNS, outer)) return "group";
  if (PICTURES.has(outer)) return "one";
  if (modifiersOf([inner]).material) return "material";
  if (HELPINGS.has(outer) && (LIQUIDS.has(inner) || !CONTAINERS.has(outer))) return "one";
  if (CONTAINERS.has(outer)) return LIQUIDS.has(inner) ? "one" : "container";
  return "two";
}
