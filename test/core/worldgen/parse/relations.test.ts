import { table } from "./table.ts";

describe("relations of a prompt", () => {
  table("[LA39] follows which, former, latter and superlatives", [
    [
      "There is a cow and a horse. The former stands next to the barn, the latter behind the fence.",
      "cow 1, horse 1, barn 1, fence 1",
      "cow next_to barn, horse behind fence",
    ],
    [
      "A cat and a dog: the former on the sofa, the latter under the table.",
      "cat 1, dog 1, sofa 1, table 1",
      "cat on sofa, dog under table",
    ],
    [
      "The lamp is on the desk, which is in front of the bookshelf, which itself stands next to the door",
      "lamp 1, desk 1, bookshelf 1, door 1",
      "lamp on desk, desk in_front_of bookshelf, bookshelf next_to door",
    ],
    [
      "The dog lies beside the stove, which in turn stands under the window",
      "dog 1, stove 1, window 1",
      "dog next_to stove, stove under window",
    ],
    [
      "Three rocks, each with two flowers, and on the biggest also a hut house",
      "rock 3, flower 2/rock, hut house 1",
      "flower next_to rock, hut house on rock",
    ],
    [
      "Two castles and a bridge between the two castles",
      "castle 2, bridge 1",
      "bridge between castle+castle",
    ],
    [
      "An oak and a pine tree: between the two trees, a tent",
      "oak 1, pine tree 1, tent 1",
      "tent between oak+pine tree",
    ],
    [
      "A book, a vase and a lamp on the desk",
      "book 1, vase 1, lamp 1, desk 1",
      "lamp on desk, vase on desk, book on desk",
    ],
    [
      "A bed, a wardrobe and a lamp on the nightstand",
      "bed 1, wardrobe 1, lamp 1, nightstand 1",
      "lamp on nightstand",
    ],
  ]);

  table("[LA30] relates the nearest", [
    ["a cat on a chair next to a table", "cat 1, chair 1, table 1", "cat on chair, chair next_to table"],
    [
      "a bench near the fountain and under a tree",
      "bench 1, fountain 1, tree 1",
      "bench near fountain, bench under tree",
    ],
    ["two armchairs facing the fireplace", "armchair 2, fireplace 1", "armchair facing fireplace"],
    ["a barn not far from a pond", "barn 1, pond 1", "barn near pond"],
  ]);

  table("[LA31] reads a relation before its subject", [
    [
      "behind the house a pool and a hedge",
      "house 1, pool 1, hedge 1",
      "pool behind house, hedge behind house",
    ],
    ["A barn. Behind it a pond.", "barn 1, pond 1", "pond behind barn"],
    ["on the table, a lamp and a book", "table 1, lamp 1, book 1", "lamp on table, book on table"],
    ["in the corner a lamp", "lamp 1", "lamp against scene"],
    [
      "north of the lake a house, south of it a barn",
      "lake 1, house 1, barn 1",
      "house north_of lake, barn south_of lake",
    ],
    [
      "a rug in front of the fireplace; on the rug sleeps a dog",
      "rug 1, fireplace 1, dog 1",
      "rug in_front_of fireplace, dog on rug",
    ],
  ]);

  table("[LA32] turns passive relations round", [
    [
      "a house surrounded by trees and bushes",
      "house 1, tree 3-5, bush 3-5",
      "tree around house, bush around house",
    ],
    ["a path lined with lanterns", "path 1, lantern 3-5", "lantern along path"],
    ["a table shaded by an oak tree", "table 1, tree 1", "table under tree"],
  ]);

  table("[LA33] puts between two, or twice the same", [
    ["a bridge between two towers", "bridge 1, tower 2", "bridge between tower+tower"],
    [
      "a table between the sofa and the fireplace",
      "table 1, sofa 1, fireplace 1",
      "table between sofa+fireplace",
    ],
    ["between the house and the barn stands a tree", "house 1, barn 1, tree 1", "tree between house+barn"],
    [
      "a house with a garden. two trees and a bench between them",
      "house 1, tree 2, bench 1",
      "bench between tree+tree",
    ],
    ["a bed and a chair with a table in between", "bed 1, chair 1, table 1", "table between bed+chair"],
    ["a bed, a chair, and in between a table", "bed 1, chair 1, table 1", "table between bed+chair"],
    ["two trees with a bench in between", "tree 2, bench 1", "bench between tree+tree"],
    ["in between the house and the barn a tree", "house 1, barn 1, tree 1", "tree between house+barn"],
  ]);

  table("[LA34] finds the object that is not said", [
    ["a fountain in the middle", "fountain 1", "fountain middle_of scene"],
    ["a table with a vase on top", "table 1, vase 1", "vase on table"],
    ["a fence all around", "fence 1", "fence around scene"],
    ["a lake and pine trees all the way around", "lake 1, pine tree 3-5", "pine tree around lake"],
    ["a garden. a tree in the corner", "tree 1", "tree against scene"],
  ]);

  table("[LA35] maps sides to the compass", [
    ["a tree to the north", "tree 1", "tree north_of scene"],
    ["on the left a bed, on the right a chair", "bed 1, chair 1", "bed west_of scene, chair east_of scene"],
    [
      "a dog to the left of the house, a cat to the right",
      "dog 1, house 1, cat 1",
      "dog west_of house, cat east_of house",
    ],
  ]);

  table("[LA36] finds what pronouns mean", [
    [
      "a dog in front of the barn and a cat on top of it",
      "dog 1, barn 1, cat 1",
      "dog in_front_of barn, cat on barn",
    ],
    [
      "put the lamp on the table. put the table next to the bed. put a book on it.",
      "lamp 1, table 1, bed 1, book 1",
      "lamp on table, table next_to bed, book on table",
    ],
    [
      "A small table. On it stands a vase. Next to it sits a dog.",
      "table 1, vase 1, dog 1",
      "vase on table, dog next_to table",
    ],
    [
      "a table with a lamp on it and a chair next to it",
      "table 1, lamp 1, chair 1",
      "lamp on table, chair next_to table",
    ],
    [
      "The house has a garage. The barn has a fence around it.",
      "house 1, garage 1, barn 1, fence 1",
      "fence around barn",
    ],
  ]);

  table("[LA37] reads X with Y by what the things are", [
    ["a table with six chairs", "table 1, chair 6", "chair around table"],
    ["a desk with a computer", "desk 1, computer 1", "computer on desk"],
    ["a well with a bucket", "well 1, bucket 1"],
  ]);

  table("[LA38] makes one on each side two", [
    ["a nightstand on each side of the bed", "nightstand 2, bed 1", "nightstand next_to bed"],
  ]);

  table("[LA30] leaves the name of a thing whole", [
    ["a lamp on a side table", "lamp 1, side table 1", "lamp on side table"],
    ["next to the oven a table", "oven 1, table 1", "table next_to oven"],
  ]);

  table("[LA31] opens a clause with two relations", [
    [
      "South of the house, in the middle, a pool",
      "house 1, pool 1",
      "pool south_of house, pool middle_of scene",
    ],
    [
      "on the west side of the pool a shrine and on the east side, exactly opposite, a well",
      "pool 1, shrine 1, well 1",
      "shrine west_of pool, well east_of pool, well facing shrine",
    ],
    [
      "on the table a lamp, in the middle a well",
      "table 1, lamp 1, well 1",
      "lamp on table, well middle_of scene",
    ],
    ["around the table three trees", "table 1, tree 3", "tree around table"],
    ["ein See, um den drei Häuser stehen", "lake 1, house 3", "house around lake"],
  ]);

  table("[LA34] seats people at the table", [
    [
      "a kitchen with a table in the middle and four chairs around",
      "table 1, chair 4",
      "table middle_of scene, chair around table",
    ],
  ]);

  table("[LA39] relates what a relative clause names to the noun before it", [
    [
      "a bench on which a knight has left his boots",
      "bench 1, knight 1, boot 3-5",
      "knight on bench, boot on bench",
    ],
    [
      "an oven in the corner, and beside it a chair in which the cat used to sleep",
      "oven 1, chair 1, cat 1",
      "oven against scene, chair next_to oven, cat inside chair",
    ],
    ["a bench whose left side is broken and a bin", "bench 1, bin 1"],
  ]);

  table("[LA36] keeps to the owner over a comma", [
    [
      "a table under the biggest of the trees, with a jug on it",
      "table 1, tree 3-5, jug 1",
      "table under tree, jug on table",
    ],
    [
      "a knight is taking off his boots next to the door",
      "knight 1, boot 3-5, door 1",
      "knight next_to door, boot next_to door",
    ],
  ]);

  table("[LA30] says of several what a plural verb says", [
    [
      "a lighthouse and a cabin stand on a rock",
      "lighthouse 1, cabin 1, rock 1",
      "lighthouse on rock, cabin on rock",
    ],
    ["A well and an oak are behind the barn", "well 1, oak 1, barn 1", "well behind barn, oak behind barn"],
    [
      "Not only a piano but also a throne and a fridge stand in front of the wall.",
      "piano 1, throne 1, fridge 1, wall 1",
      "piano in_front_of wall, throne in_front_of wall, fridge in_front_of wall",
    ],
    [
      "two benches, a bin and a statue are next to the fountain",
      "bench 2, bin 1, statue 1, fountain 1",
      "bench next_to fountain, bin next_to fountain, statue next_to fountain",
    ],
    [
      "A dog and a cow lie under an oak; a fox sleeps beside the former",
      "dog 1, cow 1, oak 1, fox 1",
      "dog under oak, cow under oak, fox next_to dog",
    ],
    [
      "A tower and a house stand by a lake; a dog and a cow are behind the latter",
      "tower 1, house 1, lake 1, dog 1, cow 1",
      "tower near lake, house near lake, dog behind house, cow behind house",
    ],
    [
      "a bench and a noodle stand next to the gate",
      "bench 1, noodle stand 1, gate 1",
      "noodle stand next_to gate",
    ],
    ["a tree and a bench is next to the gate", "tree 1, bench 1, gate 1", "bench next_to gate"],
  ]);

  table("[LA36] keeps what it means through a sentence, and to the owner of with", [
    [
      "a tent in a meadow; in front of it a stand, behind it 3 cars",
      "tent 1, stand 1, car 3",
      "stand in_front_of tent, car behind tent",
    ],
    [
      "A house. Next to it stands a barn, and behind it a silo.",
      "house 1, barn 1, silo 1",
      "barn next_to house, silo behind house",
    ],
    [
      "Next to the gate a statue, with a bench next to it",
      "gate 1, statue 1, bench 1",
      "statue next_to gate, bench next_to statue",
    ],
    [
      "not far from the well there is an oak, and it wouldn't be complete without a wagon, which leans against the oak",
      "well 1, oak 1, wagon 1",
      "oak near well, wagon against oak",
    ],
    ["On either side of the door is a lamp", "door 1, lamp 2", "lamp next_to door"],
  ]);

  table("[LA5] knows compass, posture and grown-together prepositions of other languages", [
    [
      "drei Bäume nördlich vom Haus, ein Tisch südlich der Bäume",
      "tree 3, house 1, table 1",
      "tree north_of house, table south_of tree",
    ],
    ["ein Boot links vom Haus", "boat 1, house 1", "boat west_of house"],
    ["une chaise appuyée contre la maison", "chair 1, house 1", "chair against house"],
    ["un bateau au nord du lac", "boat 1, lake 1", "boat north_of lake"],
    ["une chaise à gauche des arbres et une table", "chair 1, tree 3-5, table 1", "chair west_of tree"],
    ["una silla apoyada contra la casa", "chair 1, house 1", "chair against house"],
    ["una silla a la izquierda del árbol", "chair 1, tree 1", "chair west_of tree"],
    ["una sedia a nord della casa e un albero", "chair 1, house 1, tree 1", "chair north_of house"],
    ["uma cadeira ao norte da casa", "chair 1, house 1", "chair north_of house"],
    ["uma cadeira encostada na casa e uma mesa", "chair 1, house 1, table 1", "chair against house"],
  ]);
});
