/** A thread that draws worlds. Apart from those that make them: a PNG takes a hundred times as long as a world. */
import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { Resvg } from "@resvg/resvg-js";
import type { WorldBlueprint } from "../../core/worldgen/blueprint.ts";
import { topView } from "../../core/worldgen/preview/topView.ts";
import { worldCatalogue } from "../../core/worldgen/worldPrefab.ts";
import { createCatalogue } from "../../services/catalogue/catalogue.ts";
import type { PictureFormat } from "../../services/worlds/ports.ts";
import { answerRequests, yieldToRooms } from "../../workerLink.ts";
import { readCatalogueFile } from "../catalogueFile.ts";
import type { WorldWorkerData } from "./worldWorker.ts";

/** The same letters on every machine, whatever fonts it has. */
const FONT = "DejaVu Sans";
const FONT_FILES = [
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
].map((url) => fileURLToPath(url));

const { prefabs: extra, affordances } = workerData as WorldWorkerData;
const { version, all } = createCatalogue(await readCatalogueFile(), { extra, affordances });
const catalogue = worldCatalogue(version, all);

yieldToRooms();
answerRequests({
  draw({ blueprint, format }: { blueprint: WorldBlueprint | Uint8Array; format: PictureFormat }): Uint8Array {
    const given =
      blueprint instanceof Uint8Array
        ? (JSON.parse(new TextDecoder().decode(blueprint)) as WorldBlueprint)
        : blueprint;
    const svg = topView(given, catalogue);
    return format === "svg" ? new TextEncoder().encode(svg) : pngOf(svg);
  },
  close: () => undefined,
});

function pngOf(svg: string): Uint8Array {
  const font = { fontFiles: FONT_FILES, loadSystemFonts: false, defaultFontFamily: FONT };
  return Uint8Array.from(new Resvg(svg, { font }).render().asPng());
}
