/** Run as a process of its own: one hash of the worlds of the prompts and seeds that stand on its standard input as JSON. */
import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { promptToWorld } from "../../src/core/worldgen/prompt2world.ts";
import { openStock } from "../core/worldgen/scenes.ts";

const { prompts, seeds } = JSON.parse(await text(process.stdin)) as { prompts: string[]; seeds: number };
const stock = await openStock();
const hash = createHash("sha256");
for (const prompt of prompts)
  for (let seed = 1; seed <= seeds; seed += 1)
    hash.update(JSON.stringify(promptToWorld({ ...stock, prompt, seed })));
console.log(hash.digest("hex"));
