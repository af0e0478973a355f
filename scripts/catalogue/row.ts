/**
 * One line of `scripts/catalogue/rows/*.txt` as a catalogue entry. Fields are divided by `|`:
 *
 *     tags | aliases | w d h | physics | tools | variants | es | de | fr | own settings
 *
 * - The first tag is the prefab's own: it is default for it and, by default, takes its id and name from it.
 * - Physics: letters of `placement.on` (g w c a s: ground, wall, ceiling, water, surface), of the shape (b o n: box,
 *   cylinder, none), `walk`, `water`, `top=` (supports), `front=` (clearance), `gap=` (spacing), `light=#rrggbb,intensity,range`.
 * - Tools: m move rotate · h pick_up drop · s sit stand · t toggle (off) · T toggle (on) · o toggle (closed) · p paint ·
 *   l label · k lock unlock · z scale; everything but `-` can be removed.
 * - Own settings: `id=`, `name=`, `category=`, `settings=`, `styles=`, `scale=min-max`, `default=` (further tags), divided by `;`.
 *
 * A line `@category key=value …` gives what the lines below it leave out.
 */
import type { PrefabDeclaration } from "../../src/protocol/catalogue.ts";
import { COLORS, PALETTES } from "./palettes.ts";

/** What the lines under one `@` line share. */
export interface Section {
  readonly category: string;
  readonly defaults: Readonly<Record<string, string>>;
}

/** An entry without `default_for` of shared tags, which only all rows together can give. */
export interface Row {
  readonly entry: PrefabDeclaration;
  /** Tags that the row claims to be default for, beside its first. */
  readonly claims: readonly string[];
}

const TOOLS: Readonly<Record<string, readonly string[]>> = {
  ...{ m: ["move", "rotate"], h: ["pick_up", "drop"], s: ["sit", "stand"], k: ["lock", "unlock"] },
  ...{ t: ["toggle"], T: ["toggle"], o: ["toggle"], p: ["paint"], l: ["label"], z: ["scale"] },
};
const PLACES: Readonly<Record<string, string>> = {
  ...{ g: "ground", w: "wall", c: "ceiling", a: "water", s: "surface" },
};
const SHAPES: Readonly<Record<string, "box" | "cylinder" | "none">> = { b: "box", o: "cylinder", n: "none" };

/** @throws Error for a line that cannot be read, naming it. */
export function parseSection(line: string): Section {
  const [category = "", ...rest] = line.slice(1).trim().split(/\s+/);
  return { category, defaults: keyed(rest) };
}

/** @throws Error for a line that cannot be read, naming it. */
export function parseRow(line: string, { category, defaults }: Section, since: string): Row {
  const fields = line.split("|").map((field) => field.trim());
  const [tagText = "", aliasText = "", size = "", physicsText = "", tools = "", variants = "", es, de, fr] =
    fields;
  if (fields.length < 9 || fields.length > 10) throw new Error(`a row has 9 or 10 fields: ${line}`);
  const own = keyed((fields[9] ?? "").split(";").filter((part) => part.trim() !== ""));
  const tags = list(tagText);
  const first = tags[0];
  const [w, d, h] = size.split(/\s+/).map(Number);
  if (!first || !w || !d || !h) throw new Error(`a row needs tags and a size: ${line}`);

  const prefab_id = own.id ?? first.replaceAll(/[ -]/g, "_").replaceAll("'", "");
  const kind = own.category ?? category;
  const physics = physicsOf(physicsText, defaults);
  const toolCodes = tools || defaults.afford || "";
  const [min_scale, max_scale] = (own.scale ?? defaults.scale ?? "0.5-2").split("-").map(Number);
  const state = stateOf(toolCodes);
  const languages = Object.entries({ es, de, fr }).filter(([, words]) => words);
  const entry: PrefabDeclaration = {
    prefab_id,
    name: own.name ?? first[0]?.toUpperCase() + first.slice(1),
    category: kind,
    tags,
    default_for: [],
    aliases: list(aliasText),
    i18n: Object.fromEntries(
      languages.map(([language, words]) => [language, [...new Set(list(words ?? ""))]]),
    ),
    styles: list(own.styles ?? defaults.styles ?? ""),
    settings: list(own.settings ?? defaults.settings ?? ""),
    footprint: { w, d, h },
    ...physics,
    affordances: toolCodes === "-" ? [] : [...new Set([...toolCodes].flatMap(toolsOf)), "remove"],
    ...(state ? { state } : {}),
    unity: { address: `Atrium/${camel(kind)}/${camel(prefab_id)}` },
    variants: variantsOf(variants || defaults.variants || ""),
    lod: lodOf(w, d, h),
    ...{ min_scale, max_scale, since },
  };
  return { entry, claims: list(own.default ?? "") };
}

function physicsOf(text: string, defaults: Section["defaults"]) {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const places =
    words.find((word) => !word.includes("=") && /^[gwcas]+$/.test(word)) ?? defaults.place ?? "g";
  const shape = words.find((word) => /^[bon]$/.test(word)) ?? defaults.shape ?? "b";
  const values = keyed(words.filter((word) => word.includes("=")));
  const on = [...places].map((letter) => PLACES[letter] as "ground");
  const known = words.every(
    (word) => word === "walk" || word === "water" || /^([gwcas]+|[bon])$|=/.test(word),
  );
  if (!known || on.includes(undefined as never)) throw new Error(`unknown physics: ${text}`);
  const [color, intensity, range] = (values.light ?? "").split(",");
  return {
    collision: {
      shape: SHAPES[shape] ?? "box",
      ...(words.includes("walk") ? { walkable: true } : {}),
      ...(words.includes("water") ? { water: true } : {}),
    },
    placement: {
      on: on.length === 1 ? (on[0] ?? "ground") : on,
      ...(values.front ? { clearance_front: Number(values.front) } : {}),
      ...(values.gap ? { spacing: Number(values.gap) } : {}),
    },
    ...(values.top ? { supports: { height: Number(values.top) } } : {}),
    ...(color ? { light: { color, intensity: Number(intensity), range: Number(range) } } : {}),
  };
}

function toolsOf(code: string): readonly string[] {
  const actions = TOOLS[code];
  if (!actions) throw new Error(`unknown tool code ${code}`);
  return actions;
}

function stateOf(codes: string): Record<string, string> | null {
  if (codes.includes("o")) return { open: "0" };
  if (codes.includes("T")) return { on: "1" };
  return codes.includes("t") ? { on: "0" } : null;
}

function variantsOf(text: string): NonNullable<PrefabDeclaration["variants"]> {
  const wanted = list(text).flatMap((word) =>
    word.startsWith("@") ? (PALETTES[word.slice(1)] ?? unknown(word)) : [word],
  );
  const byId = new Map<string, { id: string; color?: string; material?: string }>();
  for (const word of wanted) {
    const [look = "", material] = word.split("/");
    const [name = "", hex] = look.split(":");
    const color = hex ?? COLORS[name] ?? unknown(word);
    const id = byId.has(name) ? `${name}_${(material ?? "plain").replaceAll(" ", "_")}` : name;
    if (!byId.has(id)) byId.set(id, { id, color, ...(material ? { material } : {}) });
  }
  return [...byId.values()];
}

/** Triangles grow with the size; what is seen from far has a third level. */
function lodOf(w: number, d: number, h: number): { distance: number; tris: number }[] {
  const largest = Math.max(w, d, h);
  if (largest < 2.5)
    return [
      { distance: 0, tris: 1200 },
      { distance: 15, tris: 300 },
    ];
  return [
    { distance: 0, tris: 6000 },
    { distance: 25, tris: 1500 },
    { distance: 60, tris: 200 },
  ];
}

function keyed(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.indexOf("=");
      if (at < 1) throw new Error(`expected key=value: ${part}`);
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

function list(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function camel(slug: string): string {
  return slug
    .split("_")
    .map((word) => (word[0] ?? "").toUpperCase() + word.slice(1))
    .join("");
}

function unknown(word: string): never {
  throw new Error(`unknown variant: ${word}`);
}
