/** What a world is without understanding: each known noun of the prompt, once, anywhere. The row to be better than. */

import { createRandom } from "../../src/core/random.ts";
import type { PrefabInstance, WorldBlueprint } from "../../src/core/worldgen/blueprint.ts";
import type { Vocabulary } from "../../src/core/worldgen/vocabulary.ts";

const SIDE_M = 40;

/** A scatter of the nouns that `vocabulary` finds in `prompt`, as a blueprint. */
export function naiveWorld(prompt: string, vocabulary: Vocabulary): WorldBlueprint {
  const random = createRandom(`naive ${prompt}`);
  const words = prompt
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter(Boolean);
  const instances: PrefabInstance[] = [];
  for (let at = 0; at < words.length; at++) {
    for (let length = Math.min(vocabulary.maxWords, words.length - at); length > 0; length--) {
      const match = vocabulary.lookup(words.slice(at, at + length).join(" "));
      const prefab = match && match.source === "explicit" ? vocabulary.prefabsOf(match.tag)[0] : undefined;
      if (!prefab) continue;
      instances.push({
        instance_id: `n${instances.length}`,
        prefab_id: prefab.prefab_id,
        position: {
          x: random.between(-SIDE_M / 2, SIDE_M / 2),
          y: 0,
          z: random.between(-SIDE_M / 2, SIDE_M / 2),
        },
        rotation: { x: 0, y: 0, z: 0 },
        scale: { x: 1, y: 1, z: 1 },
        source: "explicit",
      });
      at += length - 1;
      break;
    }
  }
  return {
    version: 1,
    name: "naive",
    prompt: prompt.slice(0, 2000),
    seed: 0,
    catalog_version: "",
    bounds: { width: SIDE_M, depth: SIDE_M },
    environment: {
      setting: ["outdoor"],
      time_of_day: /night|midnight/i.test(prompt) ? "night" : "day",
      weather: /rain/i.test(prompt) ? "rain" : /snow/i.test(prompt) ? "snow" : "clear",
      sky: "",
      ambient_light: { color: "#ffffff", intensity: 1 },
      fog: null,
      ambience: [],
      palette: [],
    },
    terrain: { type: "flat", material: "grass" },
    zones: [],
    paths: [],
    spawn_points: [{ position: { x: 0, y: 0, z: 0 }, yaw: 0 }],
    prefab_instances: instances,
  };
}
