/** How the server is watched: its log and its figures. Implementations: `infra/logger.ts`, `infra/metrics.ts`. */

/** Fields first, then a sentence. `error` means that somebody must act; nothing is logged per message or tick. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  /** Adds `by` (default 1, never negative). */
  add(labels?: Labels, by?: number): void;
}

export interface Gauge {
  set(value: number, labels?: Labels): void;
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

export interface HistogramShape {
  readonly labels?: readonly string[];
  /** Upper bounds in the unit of the figure, rising. */
  readonly buckets: readonly number[];
}

/** Names are Prometheus names with their unit at the end (`_seconds`, `_bytes`, `_total`). Asking twice for a name gives the same figure. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** A gauge that is read when somebody asks. */
  watch(name: string, help: string, read: () => number): void;
  histogram(name: string, help: string, shape: HistogramShape): Histogram;
  /** All figures in the Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}
