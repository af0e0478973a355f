/** The archetypes as a table: how large, what ground, what lies there, what fills it. Tags that no prefab carries fill nothing. */

export interface Archetype {
  readonly indoor: boolean;
  /** Shortest and longest side that is chosen, metres. Contents may ask for more. */
  readonly side: readonly [number, number];
  readonly terrain: readonly [type: string, material: string];
  /** Large things that make the place what it is, unless the prompt brings them itself. */
  readonly features: readonly string[];
  /** Tag and how many of it per 100 square metres. */
  readonly filling: readonly (readonly [tag: string, per100M2: number])[];
  readonly ambience: readonly string[];
  readonly palette: readonly string[];
}

const GREENS = ["#3f6b3a", "#6b8f47", "#8a6f4d"];
const SANDS = ["#e3cf9b", "#c9a86a", "#4fa3c7"];
const STONES = ["#7d7a72", "#a39e93", "#55524b"];
const CITY = ["#8c8f94", "#4a4d52", "#b5533c"];
const WOODS = ["#b08d57", "#6b4a2b", "#efe6d5"];
const NEONS = ["#1b1030", "#ff2e88", "#21e6e6"];
const PALES = ["#f2f2f2", "#c8d4dc", "#5b7083"];
const DEEPS = ["#0d3b52", "#1c7293", "#7fd1c7"];

type Row = readonly [
  side: readonly [number, number],
  terrain: readonly [string, string],
  features: readonly string[],
  filling: string,
  ambience: readonly string[],
  palette: readonly string[],
];

/** Rows of the open air; the filling reads "tag density, tag density". */
// biome-ignore format: one row a line
const OUTDOOR_ROWS: Readonly<Record<string, Row>> = {
  forest: [[40, 52], ["rolling", "forest_floor"], [], "pine 0.9, oak 0.7, bush 0.5, fern 0.5, rock 0.25, log 0.12, mushroom 0.2", ["birds", "leaves"], GREENS],
  meadow: [[40, 54], ["rolling", "grass"], [], "flower 0.9, grass 0.7, bush 0.25, tree 0.15, rock 0.1", ["birds", "crickets"], ["#7fae4b", "#d9d36a", "#5d8a3a"]],
  mountain: [[44, 58], ["slopes", "rock"], [], "rock 0.9, boulder 0.4, pine 0.5, grass 0.2", ["wind"], STONES],
  desert: [[44, 58], ["dunes", "sand"], [], "cactus 0.4, rock 0.4, bush 0.1, skull 0.04", ["wind"], ["#e0b878", "#c98f4e", "#8c5a2b"]],
  beach: [[40, 52], ["flat", "sand"], ["sea"], "shell 0.4, palm tree 0.3, rock 0.2, starfish 0.1", ["waves", "gulls"], SANDS],
  lake: [[44, 56], ["rolling", "grass"], ["lake"], "reed 0.4, tree 0.4, rock 0.3, bush 0.3", ["water_lapping", "birds"], ["#3f7f9f", "#5d8a3a", "#c2b280"]],
  river: [[42, 54], ["rolling", "grass"], ["river"], "tree 0.5, rock 0.4, bush 0.4, reed 0.3", ["stream", "birds"], ["#3f7f9f", "#5d8a3a", "#8a8378"]],
  swamp: [[40, 50], ["flat", "mud"], ["pond"], "reed 0.8, tree 0.4, log 0.3, mushroom 0.2, lily pad 0.1", ["frogs", "insects"], ["#4b5a37", "#6e6a45", "#2f3a2b"]],
  snowfield: [[40, 54], ["rolling", "snow"], [], "pine 0.6, rock 0.3, snowdrift 0.2", ["wind"], ["#eef4f8", "#b9cfdd", "#3f5d4a"]],
  cave: [[24, 34], ["cavern", "rock"], [], "stalagmite 0.9, rock 0.9, crystal 0.3, mushroom 0.2", ["drips"], ["#3b3838", "#5a5450", "#7c6cff"]],
  underwater: [[36, 48], ["seabed", "sand"], [], "coral 0.8, seaweed 0.8, rock 0.4, shell 0.2, starfish 0.1", ["bubbles"], DEEPS],
  island: [[48, 60], ["island", "sand"], ["sea"], "palm tree 0.5, rock 0.3, bush 0.3, shell 0.2", ["waves", "gulls"], SANDS],
  farm: [[44, 56], ["flat", "soil"], [], "hay bale 0.3, crop 0.4, fence 0.15, tree 0.15", ["chickens", "wind"], ["#b7934f", "#7fae4b", "#a33a2c"]],
  garden: [[26, 36], ["flat", "grass"], [], "flower 1.2, hedge 0.4, bush 0.6, tree 0.3", ["birds", "bees"], ["#6ea84f", "#d46a92", "#efe6d5"]],
  park: [[38, 48], ["flat", "grass"], [], "tree 0.6, bench 0.2, bush 0.4, flower 0.4, streetlight 0.15", ["birds", "children"], GREENS],
  village: [[48, 62], ["flat", "dirt"], [], "tree 0.25, barrel 0.15, fence 0.1, bush 0.2, cart 0.05", ["chickens", "bells"], WOODS],
  town_square: [[38, 48], ["flat", "cobblestone"], [], "streetlight 0.2, bench 0.2, planter 0.2, tree 0.15", ["crowd", "bells"], CITY],
  street: [[38, 48], ["flat", "asphalt"], ["road"], "streetlight 0.25, trash can 0.15, sign 0.1, tree 0.15, mailbox 0.05", ["traffic"], CITY],
  market: [[32, 42], ["flat", "cobblestone"], [], "crate 0.5, barrel 0.3, basket 0.3, sack 0.2", ["crowd"], ["#c96f3b", "#e0c068", "#6b8f47"]],
  harbour: [[46, 58], ["flat", "stone"], ["sea"], "crate 0.3, barrel 0.3, rope 0.1, bollard 0.2, net 0.1", ["gulls", "waves"], ["#3d6f8e", "#8a6f4d", "#c8c2b4"]],
  castle: [[50, 64], ["rolling", "grass"], [], "banner 0.15, barrel 0.15, torch 0.15, tree 0.2", ["wind", "ravens"], STONES],
  ruins: [[38, 48], ["rolling", "stone"], [], "rubble 0.5, column 0.2, bush 0.4, rock 0.4", ["wind"], STONES],
  graveyard: [[32, 42], ["rolling", "dead_grass"], [], "tombstone 0.7, dead tree 0.2, fence 0.1, bush 0.2", ["crows", "wind"], ["#4b4f52", "#6a6f5a", "#2e2b33"]],
  camp: [[34, 44], ["rolling", "grass"], [], "tree 0.7, log 0.3, rock 0.3, bush 0.4", ["crickets", "fire"], GREENS],
  playground: [[28, 36], ["flat", "rubber"], [], "tree 0.3, bench 0.2, bush 0.3, trash can 0.08", ["children"], ["#e0483e", "#f2c230", "#3f7fd1"]],
  construction_site: [[38, 48], ["flat", "dirt"], [], "traffic cone 0.4, barrier 0.2, brick 0.2, pipe 0.15, plank 0.2", ["machines"], ["#e0a030", "#7d7a72", "#b5533c"]],
  station: [[36, 46], ["flat", "concrete"], [], "bench 0.3, trash can 0.2, sign 0.2, streetlight 0.15", ["announcements", "crowd"], CITY],
  temple: [[36, 46], ["flat", "stone"], [], "lantern 0.2, column 0.15, tree 0.3, candle 0.1", ["bells", "wind"], ["#b5432e", "#d8b35a", "#5d6b4f"]],
  stage: [[28, 38], ["flat", "grass"], [], "speaker 0.2, barrier 0.2, spotlight 0.1", ["crowd", "music"], ["#2a2140", "#c93b7c", "#f2c230"]],
  space: [[44, 56], ["flat", "moon_dust"], [], "rock 0.4, crater 0.1, antenna 0.05", ["hum"], ["#0b0d1a", "#8d8f98", "#d9dbe3"]],
  alien_planet: [[42, 54], ["rolling", "alien_soil"], [], "crystal 0.5, alien plant 0.5, rock 0.4, mushroom 0.3", ["hum", "wind"], ["#5b2a86", "#3fd1a0", "#e06ab0"]],
  cyber_street: [[34, 44], ["flat", "wet_asphalt"], ["road"], "vending machine 0.15, trash can 0.2, crate 0.2, streetlight 0.2, barrel 0.1", ["rain_drips", "hum"], NEONS],
  house_plot: [[36, 46], ["flat", "grass"], [], "bush 0.4, tree 0.3, flower 0.5, mailbox 0.05", ["birds"], ["#7fae4b", "#b5533c", "#efe6d5"]],
  outdoor: [[38, 50], ["rolling", "grass"], [], "tree 0.4, bush 0.4, rock 0.3, flower 0.2", ["birds", "wind"], GREENS],
};

/** Rows under a roof. */
// biome-ignore format: one row a line
const INDOOR_ROWS: Readonly<Record<string, Row>> = {
  bedroom: [[4.5, 6], ["floor", "wood"], [], "rug 2, houseplant 3, lamp 2, painting 3", ["quiet"], WOODS],
  living_room: [[6, 8], ["floor", "wood"], [], "rug 2, houseplant 4, lamp 2, painting 4, bookshelf 2", ["quiet", "clock"], WOODS],
  kitchen: [[5, 7], ["floor", "tiles"], [], "houseplant 3, shelf 3, cabinet 3", ["fridge_hum"], PALES],
  bathroom: [[3.5, 5], ["floor", "tiles"], [], "houseplant 3, mirror 3, towel 3", ["drips"], PALES],
  office: [[8, 12], ["floor", "carpet"], [], "houseplant 3, bookshelf 2, trash can 2, printer 1", ["typing"], PALES],
  classroom: [[8, 11], ["floor", "linoleum"], [], "houseplant 2, bookshelf 2, poster 3", ["murmur"], ["#3e6b4f", "#e0c068", "#efe6d5"]],
  restaurant: [[9, 13], ["floor", "wood"], [], "houseplant 3, lamp 2, painting 2", ["cutlery", "crowd"], ["#7a2e2e", "#d8b35a", "#efe6d5"]],
  cafe: [[7, 10], ["floor", "wood"], [], "houseplant 4, lamp 2, painting 3", ["crowd", "coffee_machine"], WOODS],
  bar: [[7, 10], ["floor", "wood"], [], "barrel 2, lamp 2, painting 2", ["crowd", "music"], ["#3a2317", "#a8622c", "#e0c068"]],
  shop: [[8, 11], ["floor", "tiles"], [], "shelf 4, houseplant 2, basket 2", ["crowd"], PALES],
  library: [[9, 12], ["floor", "carpet"], [], "bookshelf 5, houseplant 2, lamp 2", ["quiet", "pages"], WOODS],
  gym: [[10, 14], ["floor", "rubber"], [], "mat 2, bench 1, mirror 2", ["music"], ["#2b2d33", "#d1472f", "#c8c8c8"]],
  hospital: [[9, 13], ["floor", "linoleum"], [], "houseplant 2, chair 2, cabinet 2", ["beeps"], ["#e8f3f3", "#7fc4c4", "#ffffff"]],
  workshop: [[8, 11], ["floor", "concrete"], [], "crate 3, shelf 3, barrel 2, toolbox 2", ["hammering"], ["#7d7a72", "#b08d57", "#a33a2c"]],
  warehouse: [[16, 22], ["floor", "concrete"], [], "crate 3, pallet 1, barrel 1, shelf 1", ["echo"], ["#8c8f94", "#b08d57", "#e0a030"]],
  hall: [[11, 15], ["floor", "marble"], [], "column 1, houseplant 2, painting 2, rug 1", ["echo"], ["#efe6d5", "#7a2e2e", "#d8b35a"]],
  dungeon: [[11, 15], ["floor", "stone"], [], "barrel 2, bone 2, chain 2, crate 1, torch 2", ["drips", "chains"], ["#2e2b2b", "#55524b", "#c96f3b"]],
  tavern: [[9, 12], ["floor", "wood"], [], "barrel 3, candle 1, crate 2", ["crowd", "fire"], ["#5a3a22", "#c98f3b", "#2e2018"]],
  laboratory: [[9, 12], ["floor", "tiles"], [], "cabinet 3, monitor 2, shelf 2", ["hum", "beeps"], ["#e8f3f3", "#4fa3c7", "#2b3a42"]],
  spaceship: [[11, 15], ["floor", "metal"], [], "console 2, crate 2, pipe 2, cable 1", ["hum"], ["#20242e", "#4fd1ff", "#9aa3ad"]],
  flat: [[8, 12], ["floor", "wood"], [], "houseplant 3, lamp 2, rug 2, painting 2", ["quiet"], WOODS],
  indoor: [[7, 10], ["floor", "wood"], [], "houseplant 3, rug 2, lamp 2, painting 2", ["quiet"], WOODS],
};

/** The archetypes by name. */
export const ARCHETYPES: ReadonlyMap<string, Archetype> = new Map([
  ...Object.entries(OUTDOOR_ROWS).map(([name, row]) => [name, archetypeOf(row, false)] as const),
  ...Object.entries(INDOOR_ROWS).map(([name, row]) => [name, archetypeOf(row, true)] as const),
]);

function archetypeOf([side, terrain, features, filling, ambience, palette]: Row, indoor: boolean): Archetype {
  const parts = filling.split(", ").map((part) => {
    const cut = part.lastIndexOf(" ");
    return [part.slice(0, cut), Number(part.slice(cut + 1))] as const;
  });
  return { indoor, side, terrain, features, filling: parts, ambience, palette };
}
