import assert from "node:assert/strict";
import type { WorldBlueprint } from "../../../../src/core/worldgen/blueprint.ts";
import { topView } from "../../../../src/core/worldgen/preview/topView.ts";
import { promptToWorld } from "../../../../src/core/worldgen/prompt2world.ts";
import { openStock, type Stock } from "../scenes.ts";

interface TextAt {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

describe("the picture of a world", () => {
  let stock: Stock;
  let plain: WorldBlueprint;
  before(async () => {
    stock = await openStock();
    plain = world("A meadow with a well, two benches and a red barn", { width: 40, depth: 20 });
  });
  const world = (prompt: string, bounds?: { width: number; depth: number }) =>
    promptToWorld({ prompt, seed: 1, bounds, ...stock }).blueprint;
  const draw = (blueprint: WorldBlueprint) => topView(blueprint, stock.catalogue);

  it("[PV1] is to scale, north up: a thing is where its world has it, as large as its footprint", () => {
    const mark = { ...instance("column"), position: { x: 10, y: 0, z: 5 }, scale: { x: 1, y: 1, z: 1 } };
    const svg = draw({ ...plain, prefab_instances: [mark], paths: [], zones: [] });
    const map = svg.match(
      /<clipPath id="map"><rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/,
    );
    const [, x = 0, y = 0, width = 0, height = 0] = map?.map(Number) ?? [];
    assert.equal(width / height, 2);
    const drawn = svg.match(/<ellipse cx="([\d.]+)" cy="([\d.]+)" rx="([\d.]+)"/)?.map(Number) ?? [];
    const pxPerM = width / 40;
    near(drawn[1], x + 30 * pxPerM);
    near(drawn[2], y + 5 * pxPerM);
    near(drawn[3], (footprintOf("column").w / 2) * pxPerM);
    const metres = Number(svg.match(/>([\d.]+) m<\/text>/)?.[1]);
    const bar = svg.match(/<path d="M([\d.]+) [^"]*H([\d.]+)M/)?.map(Number) ?? [];
    near((bar[2] ?? 0) - (bar[1] ?? 0), metres * pxPerM);
  });

  it("[PV2] names what was asked for and lists everything with how often it is there", () => {
    const svg = draw(plain);
    for (const name of ["well", "barn"])
      assert.ok(
        textsOf(svg).some(({ text }) => text.includes(name)),
        name,
      );
    const counts = textsOf(svg).filter(({ text }) => text.startsWith("× "));
    const total = counts.reduce((sum, { text }) => sum + Number(text.slice(2)), 0);
    assert.equal(total, plain.prefab_instances.length);
    assert.ok(textsOf(svg).some(({ text }) => text === "N"));
    assert.equal(svg.split('r="6"').length - 1, plain.spawn_points.length);
  });

  it("[PV3] shows text of a world as text, whatever is in it", () => {
    const nasty = `</text><script>alert("1")</script>&'\u0000\u0007\ud800 <b`;
    const svg = draw({
      ...plain,
      name: nasty,
      prompt: nasty,
      zones: [{ ...plain.zones[0]!, id: nasty, name: nasty, kind: nasty }],
      prefab_instances: plain.prefab_instances.map((one) => ({ ...one, label: nasty, source: "proxy" })),
      environment: { ...plain.environment, sky: nasty, setting: [nasty] },
      terrain: { type: nasty, material: nasty },
    });
    assert.ok(!/<script|<b\b/.test(svg));
    assert.ok(svg.includes("&lt;script&gt;"));
    assert.ok(svg.isWellFormed());
    // biome-ignore lint/suspicious/noControlCharactersInRegex: just those must not be there
    assert.ok(!/[\u0000-\u0009\u000b-\u001f]/.test(svg));
    assertBalanced(svg);
  });

  it("[PV4] has a bounded size: the largest world in words of eighty letters", () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...instance("column"),
      instance_id: `m${index}`,
      label: `${index} ${"&".repeat(70)}`,
      position: { x: ((index % 25) - 12) * 1.5, y: 0, z: (Math.floor(index / 25) - 10) * 0.9 },
    }));
    const svg = draw({ ...plain, prompt: "&".repeat(2000), prefab_instances: many });
    assert.ok(svg.length < 300_000, String(svg.length));
    const [, width = 0, height = 0] = svg.match(/width="([\d.]+)" height="([\d.]+)"/)?.map(Number) ?? [];
    assert.ok(width <= 1100 && height <= 950);
  });

  it("[PV5] labels do not lie on one another", () => {
    for (const prompt of [
      "A park with eight benches around a fountain and a pond with 5 ducks",
      "An office with 9 desks in three rows, each with a chair",
    ]) {
      const svg = draw(world(prompt));
      const labels = [...svg.matchAll(/<g text-anchor="middle"[^>]*>(.*?)<\/g>/g)].flatMap(([, inner = ""]) =>
        textsOf(inner),
      );
      assert.ok(labels.length >= 3, prompt);
      for (const [index, a] of labels.entries())
        for (const b of labels.slice(index + 1))
          assert.ok(Math.abs(a.y - b.y) >= 12 || Math.abs(a.x - b.x) >= 10, `${a.text} on ${b.text}`);
    }
  });

  it("[PV6] a prefab that the catalogue lacks is an empty square, and no error", () => {
    const svg = draw({ ...plain, prefab_instances: [{ ...instance("column"), prefab_id: "gone" }] });
    assert.ok(svg.includes('stroke-dasharray="3 3"'));
  });

  function instance(prefab_id: string) {
    return { ...plain.prefab_instances[0]!, prefab_id, rotation: { x: 0, y: 0, z: 0 } };
  }
  function footprintOf(id: string) {
    return stock.catalogue.prefabs.find(({ prefab_id }) => prefab_id === id)!.footprint;
  }
});

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 0.2, `${actual} is not ${expected}`);
}

function textsOf(svg: string): TextAt[] {
  return [...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"[^>]*>([^<]*)<\/text>/g)].map(
    ([, x, y, text = ""]) => ({
      text,
      x: Number(x),
      y: Number(y),
    }),
  );
}

/** Every element that is opened is closed, in order. */
function assertBalanced(svg: string): void {
  const open: string[] = [];
  for (const [, close, name = "", , self] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^>"])*?)(\/?)>/g)) {
    if (self) continue;
    if (close) assert.equal(open.pop(), name);
    else open.push(name);
  }
  assert.deepEqual(open, []);
}
