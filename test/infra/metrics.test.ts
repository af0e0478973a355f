import assert from "node:assert/strict";
import { createMetrics } from "../../src/infra/metrics.ts";

describe("infra/metrics", () => {
  it("[HT63] tells counters, gauges, watched values and histograms in the Prometheus format", async () => {
    const metrics = createMetrics({ processFigures: false });
    metrics.counter("things_total", "Things.", ["kind"]).add({ kind: "a" });
    metrics.counter("things_total", "Things.", ["kind"]).add({ kind: "a" }, 2);
    metrics.gauge("level_metres", "Level.").set(1.5);
    let rooms = 3;
    metrics.watch("rooms", "Rooms.", () => rooms);
    metrics.histogram("wait_seconds", "Waits.", { buckets: [1, 2] }).observe(1.5);
    rooms = 4;
    const text = await metrics.text();
    for (const line of [
      'things_total{kind="a"} 3',
      "level_metres 1.5",
      "rooms 4",
      'wait_seconds_bucket{le="1"} 0',
      'wait_seconds_bucket{le="2"} 1',
      "wait_seconds_sum 1.5",
    ])
      assert.ok(text.split("\n").includes(line), line);
  });

  it("[HT63] keeps registries apart", async () => {
    const [one, two] = [createMetrics({ processFigures: false }), createMetrics({ processFigures: false })];
    one.counter("only_here_total", "Once.").add();
    assert.ok(!(await two.text()).includes("only_here_total"));
  });
});
