/** Figures about the process in the Prometheus text format. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from "prom-client";
import type { Metrics } from "../services/operations/instruments.ts";

/**
 * A fresh registry; with `processFigures` (the default) it also holds CPU, memory, garbage collection and event-loop
 * delay under `process_` and `nodejs_`.
 */
export function createMetrics(options: { readonly processFigures?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processFigures ?? true) collectDefaultMetrics({ register: registry });
  const known = <Kind extends Metric>(name: string, make: () => Kind): Kind =>
    (registry.getSingleMetric(name) as Kind | undefined) ?? make();
  const registers = [registry];
  return {
    counter(name, help, labels = []) {
      const counter = known(name, () => new Counter({ name, help, labelNames: [...labels], registers }));
      return { add: (given = {}, by = 1) => counter.inc(given, by) };
    },
    gauge(name, help, labels = []) {
      const gauge = known(name, () => new Gauge({ name, help, labelNames: [...labels], registers }));
      return { set: (value, given = {}) => gauge.set(given, value) };
    },
    watch(name, help, read) {
      known(
        name,
        () =>
          new Gauge({
            name,
            help,
            registers,
            collect() {
              this.set(read());
            },
          }),
      );
    },
    histogram(name, help, shape) {
      const histogram = known(
        name,
        () =>
          new Histogram({
            name,
            help,
            labelNames: [...(shape.labels ?? [])],
            buckets: [...shape.buckets],
            registers,
          }),
      );
      return { observe: (value, given = {}) => histogram.observe(given, value) };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
