/** Pictures of worlds from above, for whoever may read the world. */
import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { PictureFormat, WorldGenerator } from "../services/worlds/ports.ts";
import type { Worlds } from "../services/worlds/worlds.ts";
import { type Call, defineRoute, type Reply, type Route } from "./route.ts";
import { KeyParams } from "./worlds.routes.ts";

/** Changes whenever the same world may be drawn otherwise. */
const DRAWING = "1";
/** Pictures kept: the least recently used is drawn again when it is next asked for. */
const MAX_KEPT = 500;
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const TYPES = { svg: "image/svg+xml; charset=utf-8", png: "image/png" } as const;

export interface WorldPreviewDeps {
  readonly worlds: Pick<Worlds, "get">;
  readonly worldGenerator: Pick<WorldGenerator, "preview">;
}

/** `GET /worlds/{id}/preview.svg` and `.png`. */
export function worldPreviewRoutes({ worlds, worldGenerator }: WorldPreviewDeps): Route[] {
  const kept = new LRUCache<string, Buffer, Drawing>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ length }) => length,
    // Those who ask for one that is being drawn wait for the same.
    fetchMethod: async (_tag, _stale, { context: { blueprint, format } }) =>
      Buffer.from(await worldGenerator.preview(blueprint, format)),
  });
  const draw = async ({ caller, params, header }: Asked, format: PictureFormat): Promise<Reply> => {
    const { blueprint } = await worlds.get(caller, params.id);
    const tag = `"${tagOf(blueprint, format)}"`;
    // Who may see a world can change, so every use is asked for anew; that costs no drawing.
    const headers = { ETag: tag, "Cache-Control": "private, no-cache" };
    if (header("if-none-match")?.includes(tag)) return { status: 304, headers };
    const body = await kept.forceFetch(tag, { context: { blueprint, format } });
    // Opened by itself an SVG is a page: nothing in this one may run or load.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    return {
      body,
      headers: { ...headers, "Content-Type": TYPES[format], "Content-Security-Policy": policy },
    };
  };
  return (["svg", "png"] as const).map((format) =>
    defineRoute({
      method: "GET",
      path: `/worlds/{id}/preview.${format}`,
      access: "optional",
      summary: `A picture of a world from above, ${format.toUpperCase()}; public if the world is published`,
      params: KeyParams,
      handle: (call) => draw(call, format),
    }),
  );
}

interface Drawing {
  readonly blueprint: Buffer;
  readonly format: PictureFormat;
}

type Asked = Pick<Call<{ readonly id: string }>, "caller" | "params" | "header">;

/** Of the contents, not the id: an erased user's words are taken out of worlds that are kept. */
function tagOf(blueprint: Buffer, format: PictureFormat): string {
  const hash = createHash("sha256").update(`${DRAWING} ${format} `).update(blueprint);
  return hash.digest("base64url").slice(0, 27);
}
