/** The smallest own tool: knocking on a door counts the knocks. Run it with `node tool.ts`. */
import { defineTool, type Game, run, z } from "atrium";

const knock = defineTool({
  action: "knock",
  description: "Knocks on the object.",
  params: z.object({}),
  cooldownMs: 500,
  apply: ({ object }) => ({ state: { knocks: String(Number(object.state.knocks ?? 0) + 1) } }),
});

export const game: Game = { tools: [knock], affordances: { door_wood: ["knock"] } };

if (import.meta.main) await run(game);
