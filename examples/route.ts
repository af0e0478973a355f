/** An HTTP route of one's own: `POST /api/v1/dice` throws a die for whoever is signed in. Run it with `node route.ts`. */
import { defineRoute, type Game, run, z } from "atrium";

const dice = defineRoute({
  method: "POST",
  path: "/dice",
  access: "signed_in",
  summary: "Throw a die",
  body: z.object({ sides: z.number().int().min(2).max(100).default(6) }),
  answer: z.object({ thrown_by: z.string(), result: z.number().int() }),
  handle: ({ caller, body }) => ({
    body: { thrown_by: caller?.displayName, result: 1 + Math.floor(Math.random() * body.sides) },
  }),
});

export const game: Game = { routes: [dice] };

if (import.meta.main) await run(game);
