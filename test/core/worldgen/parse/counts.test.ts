import { table } from "./table.ts";

describe("counts of a prompt", () => {
  table("[LA20] reads exact numbers", [
    ["four chairs, one lamp, a dozen eggs, a pair of boots", "chair 4, lamp 1, egg 12, boot 2"],
    ["exactly three candles", "candle 3"],
    ["lamps x2", "lamp 2"],
    ["half a dozen lamps", "lamp 6"],
  ]);

  table("[LA21] keeps ranges and bounds", [
    ["two or three cows", "cow 2-3"],
    ["3-5 sheep", "sheep 3-5"],
    ["between 4 and 6 chickens", "chicken 4-6"],
    ["at least five trees", "tree 5-6"],
    ["no fewer than ten houses", "house 10-12"],
    ["up to four boats", "boat 2-4"],
    ["more than three dogs and fewer than five cats", "dog 4-5, cat 2-4"],
  ]);

  table("[LA22] has a range for vague quantities", [
    ["trees, a few rocks, several birds, many flowers", "tree 3-5, rock 3-5, bird 4-6, flower 8-12"],
  ]);

  table("[LA23] counts per thing", [
    ["Each table has four chairs", "table 3-4, chair 4/table", "chair around table"],
    ["a lamp on every desk", "lamp 1/desk, desk 3-4", "lamp on desk"],
    ["four chairs per table", "chair 4/table, table 3-4", "chair around table"],
    ["tables with two chairs each", "table 3-5, chair 2/table", "chair next_to table"],
    ["five desks with a computer on each", "desk 5, computer 1/desk", "computer on desk"],
    ["two knights, each holding a sword", "knight 2, sword 1/knight", "sword near knight"],
  ]);

  table("[LA29] heeds exceptions and empty places", [
    [
      "5 tables, each table has two chairs except the corner table, which has four",
      "table 5, chair 12",
      "chair next_to table",
    ],
    [
      "6 benches, each with one lamp except the last bench, which has none",
      "bench 6, lamp 5",
      "lamp next_to bench",
    ],
    ["a 4x5 grid of cars, but two of the spaces stay empty", "car 18 grid 4 rows"],
    ["12 cars; three spaces are free", "car 12"],
    ["Take a table with two stools. Make four of those.", "table 4, stool 8", "stool next_to table"],
  ]);

  table("[LA24] reads rows, grids, circles and piles", [
    ["three rows of four chairs", "chair 12 grid 3 rows"],
    ["a 3x4 grid of tables", "table 12 grid 3 rows"],
    ["ten chairs in two rows", "chair 10 grid 2 rows"],
    ["three treadmills in a row", "treadmill 3 row"],
    ["stones in a circle", "stone 3-5 circle"],
    ["a pile of stones", "stone 4-6 pile"],
    ["a row of trees", "tree 4-6 row"],
    ["tables, chairs and lamps everywhere", "table 3-5, chair 3-5, lamp 3-5 scatter"],
  ]);

  table("[LA25] takes ages, hours and descriptions for no counts", [
    ["a classroom for 6 year olds with desks", "desk 3-5"],
    ["at 3 pm a bench", "bench 1"],
    ["a four-poster bed", "bed 1"],
  ]);

  table("[LA26] divides a group", [
    [
      "two benches, one near the fountain and another under the tree",
      "bench 1, bench 1, fountain 1, tree 1",
      "bench near fountain, bench under tree",
    ],
    [
      "six chairs: three on the left side of the table, three on the right",
      "chair 3, chair 3, table 1",
      "chair west_of table, chair east_of table",
    ],
    [
      "a chair by the window and another by the door",
      "chair 1, window 1, chair 1, door 1",
      "chair near window, chair near door",
    ],
  ]);

  table("[LA27] counts one in so many, and parts of a whole", [
    ["ten chairs, a hat on every second chair", "chair 10, hat 5", "hat on chair"],
    ["nine tables, a lamp on every third table", "table 9, lamp 3", "lamp on table"],
    ["put a cat on one of the three chairs", "cat 1, chair 3", "cat on chair"],
    ["half of the eight chairs have a hat", "chair 8, hat 4"],
    [
      "four logs around a campfire, a tent behind one of the logs",
      "log 4, campfire 1, tent 1",
      "log around campfire, tent behind log",
    ],
    ["a chair for every desk, ten desks", "chair 1/desk, desk 10", "chair next_to desk"],
  ]);

  table("[LA28] adds to, takes from and repeats what is there", [
    ["three barrels. Add two more barrels", "barrel 3, barrel 2"],
    ["ten tables. Put a cup on each table. Take away two of the cups", "table 10, cup 8", "cup on table"],
    ["a table with two chairs. Make three of these sets", "table 3, chair 6", "chair next_to table"],
    ["three times the same: a table, a parasol and two stools", "table 3, parasol 3, stool 6"],
    ["two identical sets of a bench and a tree", "bench 2, tree 2"],
    ["ten desks and as many chairs", "desk 10, chair 10"],
  ]);

  table("[LA29] reads numbers whose noun stands elsewhere", [
    ["2 red and 3 blue chairs", "chair 2, chair 3"],
    ["three red chairs and two blue ones", "chair 3, chair 2"],
    ["barrel (2), crate (3)", "barrel 2, crate 3"],
    ["five rows with six chairs each", "chair 30 grid 5 rows"],
  ]);

  table("[LA25] tells a measure from the first word of a name", [["3 floor lamps", "floor lamp 3"]]);

  table("[LA24] counts what is in every row", [
    ["chairs in ten rows of four; in every row two books", "chair 40 grid 10 rows, book 20"],
  ]);

  table("[LA29] takes a number behind its noun", [
    ["of benches two pieces which look to the fountain", "bench 2, fountain 1", "bench facing fountain"],
  ]);

  table("[LA21] knows roundabout numbers", [
    ["something like 10-15 trees", "tree 10-15"],
    ["anywhere from 2 to 4 boats", "boat 2-4"],
  ]);

  table("[LA23] reads what each has in other languages, and what none of them has", [
    ["una silla por mesa, cuatro mesas", "chair 1/table, table 4", "chair next_to table"],
    [
      "on each table a lamp, a shelf next to the door. four tables.",
      "table 4, lamp 1/table, shelf 1, door 1",
      "lamp on table, shelf next_to door",
    ],
  ]);

  table("[LA29] takes a number that stands apart from its noun", [
    ["mushrooms (half a dozen, red with white dots), a tree", "mushroom 6, tree 1"],
    ["chairs (four) around a table", "chair 4, table 1", "chair around table"],
    ["the chairs, three rows of eight, every one of them empty", "chair 24 grid 3 rows"],
    ["lamps, two lines of five, and a bench", "lamp 10 grid 2 rows, bench 1"],
    ["trees, two, and a bench", "tree 2, bench 1"],
    ["a chair, three tables, a lamp", "chair 1, table 3, lamp 1"],
  ]);
});
