/** Where, when, in what weather: one row a prompt. */
import assert from "node:assert/strict";
import type { SceneIntent } from "../../../../src/core/worldgen/intent.ts";
import { ARCHETYPES, SETTING_ROWS } from "../../../../src/core/worldgen/settings.ts";
import { intentOf, relationsOf, thingsOf } from "./reading.ts";

const check = (
  title: string,
  read: (intent: SceneIntent) => unknown,
  rows: readonly (readonly [string, unknown])[],
) => {
  for (const [prompt, expected] of rows) {
    it(`${title}: ${JSON.stringify(prompt)}`, () => assert.deepEqual(read(intentOf(prompt)), expected));
  }
};

describe("time and weather of a prompt", () => {
  check("[LA50] takes the last explicit time", (intent) => intent.time, [
    ["a lamp", "day"],
    ["a tree at midnight", "night"],
    ["a moonlit lake", "night"],
    ["a park under the stars", "night"],
    ["a lake at sunset", "dusk"],
    ["evening in the village", "dusk"],
    ["sunrise over the sea", "dawn"],
    ["a misty morning by the river", "dawn"],
    ["one sunny morning in the park", "day"],
    ["high noon in the desert", "day"],
    ["it is midnight in the desert. actually make it noon.", "day"],
    ["bedroom, 11 pm", "night"],
    ["bedroom, 6 am", "dawn"],
    ["a nightstand by the bed", "day"],
  ]);

  check("[LA51] takes the last explicit weather and no denied one", (intent) => intent.weather, [
    ["a lamp", "clear"],
    ["a street in pouring rain", "rain"],
    ["drizzle over the harbour", "rain"],
    ["a lighthouse with thunder and lightning", "storm"],
    ["a blizzard in the mountains", "snow"],
    ["a snowy street", "snow"],
    ["winter wonderland", "snow"],
    ["a foggy graveyard", "fog"],
    ["swirling mist over a swamp", "fog"],
    ["an overcast day in the city", "cloudy"],
    ["a windy hill", "wind"],
    ["a beach without any rain", "clear"],
    ["no snow or fog, just a tree", "clear"],
    ["a street after the rain", "clear"],
    ["first it rains, then a blue sky", "clear"],
  ]);

  it("[LA51] reads a cloudless sky as clear and without clouds", () => {
    for (const prompt of [
      "a beach, not a cloud in the sky",
      "a cloudless beach",
      "a beach without a cloud in the sky",
    ]) {
      const intent = intentOf(prompt);
      assert.equal(intent.weather, "clear", prompt);
      assert.deepEqual(intent.absent, ["cloud"], prompt);
    }
  });

  it("[LA52] takes no cue from a name", () => {
    assert.equal(intentOf("a night market with a stall").time, "day");
    assert.equal(intentOf("a night market with a stall").archetype, "market");
  });
});

describe("setting of a prompt", () => {
  const places = [
    ["a forest with a tree", "forest", "forest", "outdoor"],
    ["a tree in a garden", "garden", "garden", "outdoor"],
    ["kelp forest with two divers", "underwater", "underwater", "outdoor"],
    ["at the bottom of the sea, a shark", "underwater", "underwater", "outdoor"],
    ["A wizard's study with an owl", "library", "study", "indoor"],
    ["vineyard with barrels", "farm", "vineyard", "outdoor"],
    ["the gym of a school", "gym", "gym", "indoor"],
    ["a ballroom", "hall", "ballroom", "indoor"],
    ["bus stop in the rain", "station", "bus stop", "outdoor"],
    ["market with a dozen stalls", "market", "market", "outdoor"],
    ["cyberpunk alley with a neon sign", "cyber_street", "cyberpunk alley", "outdoor"],
    ["a cosy café", "cafe", "cafe", "indoor"],
    ["a space station with a robot", "spaceship", "spaceship", "indoor"],
    ["Mars colony", "alien_planet", "alien planet", "outdoor"],
    ["a castle on a hill", "meadow", "hill", "outdoor"],
    ["a ship in a harbor", "harbour", "harbour", "outdoor"],
  ] as const;
  for (const [prompt, archetype, word, last] of places) {
    it(`[LA60] finds the place that the prompt is of: ${prompt}`, () => {
      const intent = intentOf(prompt);
      assert.equal(intent.archetype, archetype);
      assert.ok(intent.setting.includes(word), intent.setting.join(", "));
      assert.equal(intent.setting.at(-1), last);
    });
  }

  it("[LA60] adds the words of other places and of flavours", () => {
    const { setting } = intentOf("Christmas market in an old town square with a castle");
    for (const word of ["christmas", "market", "square", "castle"]) assert.ok(setting.includes(word), word);
  });

  check("[LA61] infers the place from the things", (intent) => intent.setting[0], [
    ["a bed and a wardrobe", "bedroom"],
    ["a toilet and a bathtub", "bathroom"],
    ["a tent and a campfire", "camp"],
    ["two sharks", "underwater"],
    ["a sofa and a rug", "living room"],
    ["a piano and an armchair", "indoor"],
    ["a boulder", "outdoor"],
  ]);

  it("[LA62] a lake is a place and a thing; a place made a thing is no setting", () => {
    const lake = intentOf("a lake with a boat");
    assert.equal(lake.archetype, "lake");
    assert.equal(thingsOf(lake), "lake 1, boat 1");
    const fence = intentOf("a fence along the path");
    assert.equal(relationsOf(fence), "fence along path");
  });

  it("[LA63] puts things into the rooms they are named under", () => {
    const intent = intentOf(
      "Two-bedroom flat: kitchen with a fridge, bathroom with a bathtub, each bedroom has a bed. A sofa in the living room.",
    );
    assert.equal(intent.archetype, "flat");
    assert.deepEqual(
      intent.rooms.map((room) => room.kind),
      ["bedroom", "bedroom", "kitchen", "bathroom", "living_room"],
    );
    const rooms = intent.entities.map(
      (entity) => `${entity.noun}@${intent.rooms.find(({ id }) => id === entity.room)?.name}`,
    );
    assert.deepEqual(rooms, [
      "fridge@kitchen",
      "bathtub@bathroom",
      "bed@bedroom 1",
      "sofa@living room",
      "bed@bedroom 2",
    ]);
  });

  it("[LA63] relates things in each of the rooms that have them", () => {
    const intent = intentOf(
      "Lobby: a sofa. Two bedrooms, each with a bed and a lamp on either side of it. A kitchen with an oven.",
    );
    assert.equal(relationsOf(intent), "lamp next_to bed, lamp next_to bed");
    const rooms = intent.relations.map(({ a }) => intent.entities.find(({ id }) => id === a)?.room);
    assert.equal(new Set(rooms).size, 2);
  });

  it("[LA63] counts what is in each of so many rooms", () => {
    const intent = intentOf(
      "in the library a ladder, in the kitchen a table, in the bedroom a bed, and in each of the three rooms a lamp",
    );
    assert.match(thingsOf(intent), /lamp 3/);
  });

  it("[LA63] has no rooms where one is named", () => {
    assert.deepEqual(intentOf("a kitchen with a table").rooms, []);
  });

  it("[LA64] gives size and mood", () => {
    assert.equal(intentOf("a tiny bathroom").size, "small");
    assert.equal(intentOf("a huge hall with a small table").size, "large");
    assert.equal(intentOf("a kitchen with a huge table").size, undefined);
    assert.equal(intentOf("a spooky castle").mood, "spooky");
    assert.equal(intentOf("a peaceful lake").mood, "calm");
  });

  it("[LA65] has an archetype and an end for every row", () => {
    for (const row of SETTING_ROWS) {
      assert.ok((ARCHETYPES as readonly string[]).includes(row.archetype), row.archetype);
      assert.ok(
        row.words.length > 0 &&
          row.words.every((word) => word === word.toLowerCase() && word.trim() === word),
      );
      assert.ok(
        row.setting.length <= 12 && row.setting.every((word) => word.length > 0 && word.length <= 40),
      );
      if (row.kind === "flavour") continue;
      assert.equal(row.setting.at(-1), row.indoor ? "indoor" : "outdoor", row.words[0]);
    }
  });
});
