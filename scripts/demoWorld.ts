/** `node scripts/demoWorld.ts`: makes the world of the demo anew, with the generator and catalogue as they are. */
import { writeFileSync } from "node:fs";
import { createWorldThreads } from "../src/infra/worlds/worldThreads.ts";
import { createWorldGenerator } from "../src/services/worlds/generator.ts";

const PROMPT =
  "A walled garden with a fountain in the middle, four park benches around the fountain, two flower beds, a pond, five trees and a pavilion to the north";

const generator = createWorldGenerator({ threads: createWorldThreads({ own: {}, onError: console.error }) });
const { blueprint, meta } = await generator.generate({ prompt: PROMPT });
await generator.close();
const file = new URL("../catalogue/worlds/garden.json", import.meta.url);
writeFileSync(file, `${JSON.stringify({ blueprint, meta })}\n`);
