/** Insights as tables: one flat table an answer, since CSV knows no other. Names are those of the JSON. */
import type { Heatmap } from "../../core/insights/heatmap.ts";
import { type Table, tableOf } from "./csv.ts";

type Wire = Readonly<Record<string, unknown>>;

/** One row a zone, thing looked at, and interest. */
export function tourTable(wire: Wire): Table {
  const columns = ["section", "name", "visits", "dwell_ms", "share", "gaze_ms", "looks", "interactions"];
  return sections([...columns, "score", "why", "n", "small_sample"], {
    tour: [{ name: wire.session_id, dwell_ms: wire.duration_ms, n: wire.n }],
    zone: named(wire.zones, "zone"),
    gaze_target: named(wire.gaze_targets, "target"),
    interest: named(wire.interest, "target"),
  });
}

/** One row a zone, transition, end, thing, step of the funnel and week. */
export function propertyTable(wire: Wire): Table {
  const columns = ["section", "name", "to", "tours", "unique_customers", "visits", "times", "share"];
  const figures = ["total_dwell_ms", "mean_dwell_ms", "median_dwell_ms", "p90_dwell_ms", "total_gaze_ms"];
  const rest = ["median_gaze_ms", "looks", "interactions", "median_duration_ms", "median_path_m", "change"];
  const { property_id: name, tours, unique_customers, interactions, n, small_sample } = wire;
  const { median_duration_ms, median_path_m } = wire;
  return sections([...columns, ...figures, ...rest, "n", "small_sample"], {
    property: [
      {
        ...{ name, tours, unique_customers, interactions, median_duration_ms, median_path_m },
        ...{ n, small_sample },
      },
    ],
    zone: named(wire.zones, "zone"),
    transition: named(wire.transitions, "from"),
    entry_zone: named(wire.entry_zones, "zone"),
    exit_zone: named(wire.exit_zones, "zone"),
    gaze_target: named(wire.gaze_targets, "target"),
    looked_never_touched: named(wire.looked_never_touched, "target"),
    funnel: named(wire.funnel, "step"),
    week: named(wire.weeks, "starts_at"),
  });
}

/** One row a tour and favourite. */
export function customerTable(wire: Wire): Table {
  const columns = [
    "section",
    "name",
    "property_id",
    "started_at",
    "duration_ms",
    "top_zone",
    "kind",
    "score",
  ];
  return sections([...columns, "why", "tours", "n", "small_sample"], {
    tour: named(wire.tours, "session_id"),
    favourite: named(wire.favourites, "target"),
  });
}

export function listTable(wire: Wire): Table {
  const items = wire.items as Wire[];
  return tableOf(Object.keys(items[0] ?? { name: "" }), items);
}

/** One row a bucket. */
export function activityTable(wire: Wire): Table {
  const items = wire.buckets as Wire[];
  return tableOf(Object.keys(items[0] ?? { at: "" }), items);
}

/** One row a cell that is not empty, with its south-west corner. */
export function heatmapTable({ origin, cellM, columns, values }: Heatmap): Table {
  const rows = [...values.entries()]
    .filter(([, value]) => value !== 0)
    .map(([at, value]) => [
      origin.x + (at % columns) * cellM,
      origin.z + Math.floor(at / columns) * cellM,
      cellM,
      value,
    ]);
  return { columns: ["x", "z", "cell_m", "value"], rows };
}

function sections(columns: readonly string[], parts: Readonly<Record<string, readonly Wire[]>>): Table {
  const rows = Object.entries(parts).flatMap(([section, lines]) =>
    lines.map((line) => ({ section, ...line })),
  );
  return tableOf(columns, rows);
}

/** Rows of a list, with what names them under `name`. */
function named(list: unknown, key: string): Wire[] {
  return (list as Wire[]).map(({ [key]: name, ...row }) => ({ ...row, name }));
}
