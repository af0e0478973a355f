import { table } from "./table.ts";

describe("negation of a prompt", () => {
  table("[LA40] notes what must not be there", [
    ["no dogs", "", "", "dog"],
    ["a treeless plain with a windmill", "windmill 1", "", "tree"],
    ["a car-free square with a bench", "bench 1", "", "car"],
    ["don't add any birds. a tree.", "tree 1", "", "bird"],
    ["three lamps, then remove the lamps", "", "", "lamp"],
    ["no chairs. four chairs around a table", "chair 4, table 1", "chair around table"],
    ["neither cars nor buses", "", "", "car, bus"],
  ]);

  table("[LA41] ends a negation where it ends", [
    ["a park without benches or bins", "", "", "bench, bin"],
    ["a garden with no trees, bushes or flowers and a pond", "pond 1", "", "tree, bush, flower"],
    ["a kitchen without a fridge, an oven or a sink", "", "", "fridge, oven, sink"],
    ["a beach with no people and no umbrellas, just one palm tree", "palm tree 1", "", "person, umbrella"],
    ["a forest without bears, wolves and dogs", "", "", "bear, wolf, dog"],
    ["no cars, trees and flowers everywhere", "tree 3-5, flower 3-5 scatter", "", "car"],
    ["no people. Two knights.", "knight 2", "", "person"],
  ]);

  table("[LA42] is not fooled by harmless and double negations", [
    ["not only a dog but also a cat", "dog 1, cat 1"],
    ["don't forget the clock", ""],
    ["we can't live without a piano", "piano 1"],
    ["no doubt a castle", "castle 1"],
  ]);

  table("[LA43] gives back exceptions", [
    ["nothing but a single cactus", "cactus 1"],
    ["no furniture except a chair", "chair 1", "", "furniture"],
    ["the room is empty except for a lamp", "lamp 1"],
  ]);

  table("[LA44] keeps what the negated would stand by", [
    ["no chairs around the table", "table 1", "", "chair"],
    ["no cars on the bridge", "bridge 1", "", "car"],
  ]);
});
