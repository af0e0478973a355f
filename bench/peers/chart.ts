/** The figures as a picture: what each peer costs as the crowd grows, both axes logarithmic. */
import type { RunFigures } from "./figures.ts";
import { PEERS, type PeerName, TITLES } from "./peer.ts";
import { figuresAt, type Report } from "./report.ts";
import { count } from "./tables.ts";

const PANEL = { width: 460, height: 340, left: 64, top: 44, gap: 90 } as const;
const LEGEND_HEIGHT = 150;
const COLORS: Readonly<Record<PeerName, string>> = {
  ours: "#0b6e4f",
  stock: "#c1121f",
  views: "#e07a00",
  json: "#6a4c93",
  floor: "#6b7280",
};

interface Series {
  readonly name: string;
  readonly color: string;
  /** Dashed: no peer, but how a cost would grow. */
  readonly guide: boolean;
  readonly points: readonly (readonly [size: number, amount: number])[];
}

interface Panel {
  readonly title: string;
  readonly series: readonly Series[];
}

/** An SVG document. Two panels: CPU of the server, bytes to each client. */
export function chart(report: Report): string {
  const panels: Panel[] = [
    panel(report, { title: "CPU of the server, % of a core", of: (each) => each.cpuPercent, grows: [1, 2] }),
    panel(report, {
      title: "Bytes a second to each client",
      of: (each) => each.bytesPerClient,
      grows: [0, 1],
    }),
  ];
  const width = PANEL.left + panels.length * (PANEL.width + PANEL.gap);
  const height = PANEL.top + PANEL.height + LEGEND_HEIGHT;
  const body = panels.map((each, index) => drawn(each, PANEL.left + index * (PANEL.width + PANEL.gap)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...body,
    legend(panels[0]?.series ?? []),
    "</svg>",
    "",
  ].join("\n");
}

/** `grows`: the exponents of users × sight and of users² in what is shown. */
function panel(
  { results }: Report,
  wish: { title: string; of: (figures: RunFigures) => number; grows: readonly [number, number] },
): Panel {
  const sizes = [...new Set(results.map(({ size }) => size))].sort((a, b) => a - b);
  const pointsOf = (peer: PeerName) =>
    sizes.flatMap((size) => {
      const figures = figuresAt(results, peer, size);
      return figures ? [[size, Math.max(wish.of(figures), 0.01)] as const] : [];
    });
  const series = PEERS.map((peer) => ({
    ...{ name: TITLES[peer], color: COLORS[peer], guide: false, points: pointsOf(peer) },
  })).filter(({ points }) => points.length > 0);
  const own = pointsOf("ours");
  const start = own.find(([size]) => size === 250) ?? own[0];
  if (!start) return { title: wish.title, series };
  const [from, amount] = start;
  const guides = ["users × sight", "users²"].map((name, index) => ({
    ...{ name: `as ${name} from ${count(from)}`, color: index === 0 ? "#9aa5b1" : "#d0a0a0", guide: true },
    points: own
      .filter(([size]) => size >= from)
      .map(([size]) => [size, amount * (size / from) ** (wish.grows[index] ?? 1)] as const),
  }));
  return { title: wish.title, series: [...guides, ...series] };
}

function drawn({ title, series }: Panel, left: number): string {
  const points = series.flatMap((each) => each.points);
  const x = scale(
    points.map(([size]) => size),
    [left, left + PANEL.width],
  );
  const y = scale(
    points.map(([, amount]) => amount),
    [PANEL.top + PANEL.height, PANEL.top],
  );
  const frame = `<rect x="${left}" y="${PANEL.top}" width="${PANEL.width}" height="${PANEL.height}" fill="none" stroke="#334155"/>`;
  const sizes = [...new Set(points.map(([size]) => size))];
  const xTicks = sizes.map(
    (size) =>
      `<text x="${x(size)}" y="${PANEL.top + PANEL.height + 18}" text-anchor="middle">${count(size)}</text>`,
  );
  const yTicks = decades(points.map(([, amount]) => amount)).map(
    (amount) =>
      `<line x1="${left}" x2="${left + PANEL.width}" y1="${y(amount)}" y2="${y(amount)}" stroke="#e2e8f0"/>` +
      `<text x="${left - 6}" y="${y(amount) + 4}" text-anchor="end">${count(amount)}</text>`,
  );
  const lines = series.map((each) => line(each, x, y));
  const caption = `<text x="${left}" y="${PANEL.top - 16}" font-size="14" font-weight="bold">${title}</text>`;
  return [caption, ...yTicks, frame, ...xTicks, ...lines].join("\n");
}

function line({ color, guide, points }: Series, x: Scale, y: Scale): string {
  const path = points.map(([size, amount]) => `${x(size).toFixed(1)},${y(amount).toFixed(1)}`).join(" ");
  const style = guide ? `stroke-width="1.5" stroke-dasharray="5 4"` : `stroke-width="2.5"`;
  const dots = guide
    ? ""
    : points
        .map(
          ([size, amount]) =>
            `<circle cx="${x(size).toFixed(1)}" cy="${y(amount).toFixed(1)}" r="3.5" fill="${color}"/>`,
        )
        .join("");
  return `<polyline points="${path}" fill="none" stroke="${color}" ${style}/>${dots}`;
}

function legend(series: readonly Series[]): string {
  return series
    .map(({ name, color, guide }, index) => {
      const top = PANEL.top + PANEL.height + 46 + Math.floor(index / 2) * 22;
      const left = PANEL.left + (index % 2) * (PANEL.width + PANEL.gap);
      const dash = guide ? ` stroke-dasharray="5 4"` : "";
      return `<line x1="${left}" x2="${left + 34}" y1="${top}" y2="${top}" stroke="${color}" stroke-width="2.5"${dash}/><text x="${left + 42}" y="${top + 4}">${name}</text>`;
    })
    .join("\n");
}

type Scale = (amount: number) => number;

/** Amounts to pixels, logarithmic, with a little room at both ends. */
function scale(amounts: readonly number[], [start, end]: readonly [number, number]): Scale {
  const [least, most] = [Math.log(Math.min(...amounts) / 1.3), Math.log(Math.max(...amounts) * 1.3)];
  return (amount) => start + ((Math.log(amount) - least) / (most - least)) * (end - start);
}

/** Powers of ten, and their doubles and fivefolds, within the amounts. */
function decades(amounts: readonly number[]): number[] {
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(most) + 1; power += 1)
    for (const step of [1, 2, 5]) marks.push(Number((step * 10 ** power).toPrecision(1)));
  return marks.filter((mark) => mark >= least && mark <= most);
}
