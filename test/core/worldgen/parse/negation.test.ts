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

  table("[LA40] knows what is there no longer", [
    ["a pond, the house is long gone", "pond 1", "", "house"],
    ["a pond. The statue has vanished.", "pond 1", "", "statue"],
    ["a field with a cow. A windmill used to stand here.", "cow 1", "", "windmill"],
    ["a field where a windmill once stood, with a cow", "cow 1", "", "windmill"],
    ["There used to be a fountain here, now there is a statue", "statue 1", "", "fountain"],
    ["Of the old castle nothing remains. A well.", "well 1", "", "castle"],
    ["Nothing is left of the mill house but a well", "well 1", "", "mill house"],
    ["a boat, but the knights no longer come", "boat 1", "", "knight"],
    ["there are no longer any boats, only a bird", "bird 1", "", "boat"],
    ["a tent; the lanterns have been left at home", "tent 1", "", "lantern"],
    ["a table, the cakes are sold out", "table 1", "", "cake"],
    ["a bench. The piano was sold.", "bench 1", "", "piano"],
    ["a fence. The horses ran away.", "fence 1", "", "horse"],
    ["the boats on the lake are gone", "lake 1", "", "boat"],
    ["a lake and not a boat in sight", "lake 1", "", "boat"],
    ["you can't find a single dog because of a wolf", "wolf 1", "", "dog"],
    ["the shelves have been taken away to make place for a piano", "piano 1", "", "shelf"],
    ["a pond. The tree was felled years ago.", "pond 1", "", "tree"],
    ["a lake. Boats? Not a single one.", "lake 1", "", "boat"],
    [
      "Ein Tisch mit vier Stühlen. Niemand hat hier ein Haus gebaut.",
      "table 1, chair 4",
      "chair around table",
      "house, person",
    ],
    ["Una silla en el lago; ya no hay barcos", "chair 1, lake 1", "chair inside lake", "boat"],
    ["the fountain no longer works", "fountain 1"],
    ["a cake sold by a knight", "cake 1, knight 1", "cake near knight"],
  ]);

  table("[LA49] denies what nobody has done anything to", [
    ["Nobody has ever built a house here; there is a bench", "bench 1", "", "house, person"],
    ["No one has planted a tree or a flower by the lake", "lake 1", "", "tree, flower, person"],
    ["a shelf that has never held a book", "shelf 1", "", "book"],
    ["a car that never stops and a bench", "car 1, bench 1"],
    ["Nobody rests on the bench", "bench 1", "", "person"],
    ["nobody around except a knight on a bench", "knight 1, bench 1", "knight on bench", "person"],
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
    ["I don't want a house without a fence", "house 1, fence 1"],
    ["no boat without a lantern, please", "boat 1, lantern 1"],
    ["no boat, without a lantern", "", "", "boat, lantern"],
  ]);

  table("[LA43] gives back exceptions", [
    ["nothing but a single cactus", "cactus 1"],
    ["no furniture except a chair", "chair 1", "", "furniture"],
    ["two stools and a table. Remove every stool but one.", "stool 1, table 1"],
    [
      "six chairs around a table; take away all the chairs except two",
      "chair 2, table 1",
      "chair around table",
    ],
    ["the room is empty except for a lamp", "lamp 1"],
  ]);

  table("[LA44] keeps what the negated would stand by", [
    ["no chairs around the table", "table 1", "", "chair"],
    ["no cars on the bridge", "bridge 1", "", "car"],
  ]);

  table("[LA45] takes back what stands before a denial", [
    ["a car and a dog. Cars are not allowed", "dog 1", "", "car"],
    ["chairs are fine, tables are not", "chair 3-5", "", "table"],
    ["trees yes, flowers no", "tree 3-5", "", "flower"],
    ["Dogs? None. A cat", "cat 1", "", "dog"],
    ["leave the bed and the lamp out, add a rug", "rug 1", "", "lamp, bed"],
    ["a bed and a desk... no, scratch the desk", "bed 1", "", "desk"],
    ["the table is not large", "table 1"],
    ["a lamp: 0, chair: 2", "chair 2", "", "lamp"],
    ["a tree. Knights? No, thank you.", "tree 1", "", "knight"],
    ["a bed. A lamp? I'd rather not.", "bed 1", "", "lamp"],
    ["a bench. Dogs? Not here, please.", "bench 1", "", "dog"],
    ["zero dogs and two cats", "cat 2", "", "dog"],
  ]);

  table("[LA46] puts one thing in another's place", [
    ["a car in the middle. Swap the car for a bus", "bus 1", "bus middle_of scene", "car"],
    ["replace the chair with a bench", "bench 1", "", "chair"],
    ["a tree instead of a flower by the lake", "tree 1, lake 1", "tree near lake", "flower"],
  ]);

  table("[LA47] forbids what somebody cannot bear and what a list excludes", [
    ["my son is afraid of dogs, so a cat", "cat 1", "", "dog"],
    ["exclude: cars, people. include: a tree", "tree 1", "", "car, person"],
  ]);

  table("[LA48] forbids the whole kind that a word is for", [
    ["no wildlife, a tree", "tree 1", "", "wildlife, animal, pet"],
  ]);
});
