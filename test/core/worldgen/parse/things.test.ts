import { table } from "./table.ts";

describe("things of a prompt", () => {
  table("[LA3] reads lists, keywords and instructions alike", [
    ["a desk, a chair and a lamp", "desk 1, chair 1, lamp 1"],
    ["Desk / chair / lamp", "desk 1, chair 1, lamp 1"],
    ["desk\nchair\nlamp", "desk 1, chair 1, lamp 1"],
    ["desk chair lamp rug", "desk 1, chair 1, lamp 1, rug 1"],
    ["Add a desk. Put a chair behind it.", "desk 1, chair 1", "chair behind desk"],
    [
      "rain street taxi umbrella puddle neon sign 2 pigeons",
      "taxi 1, umbrella 1, puddle 1, neon sign 1, pigeon 2",
    ],
  ]);

  table("[LA10] takes the longest name and keeps a compound as a name", [
    ["A MARKET STALL", "market stall 1"],
    ["a noodle stand", "noodle stand 1"],
    ["a stone bridge and a wooden bridge", "bridge 1, bridge 1"],
  ]);

  table("[LA11] keeps adjectives apart from things", [
    ["a tiny red car and a huge blue bus", "car 1, bus 1"],
  ]);

  table("[LA12] knows what X of Y is", [
    ["a bowl of apples", "bowl 1, apple 3-5", "apple inside bowl"],
    ["a statue of a lion", "statue 1"],
    ["a glass of water", "glass 1"],
    ["a wall of stone", "wall 1"],
    ["two piles of books", "book 8-12 pile"],
    ["a table with 2 bowls of fruit", "table 1, bowl 2, fruit 3-5/bowl", "fruit inside bowl"],
    ["a basket full of fruit", "basket 1, fruit 3-5", "fruit inside basket"],
    ["a square full of flowers", "flower 3-5"],
  ]);

  table("[LA14] means a thing that is there by its article", [
    [
      "a table and two chairs. The table is red. A cat is under the table.",
      "table 1, chair 2, cat 1",
      "cat under table",
    ],
    [
      "sofa left of the lamp, chair right of the lamp",
      "sofa 1, lamp 1, chair 1",
      "sofa west_of lamp, chair east_of lamp",
    ],
  ]);

  table("[LA15] places no comparisons and no materials", [
    ["a cloud shaped like a heart", "cloud 1"],
    ["a chair made of steel", "chair 1"],
  ]);

  table("[LA16] takes no verb for a thing", [
    ["Under the oak sits a fox", "oak 1, fox 1", "fox under oak"],
    ["bears who catch fish", "bear 3-5, fish 3-5"],
  ]);

  table("[LA10] takes a word for no thing into a name", [
    ["four corner stones", "corner stone 4"],
    ["eight starting blocks", ""],
    ["2 standing stones", "stone 2"],
  ]);

  table("[LA5] knows the plural of other languages", [
    ["sillas y mesas", "chair 3-5, table 3-5"],
    ["zwei Häuser und Bäume", "house 2, tree 3-5"],
  ]);
});
