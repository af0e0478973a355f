import assert from "node:assert/strict";
import { seedOf } from "../../../src/core/worldgen/prompt2world.ts";
import { createWorldGenerator } from "../../../src/services/worlds/generator.ts";
import type { GenerateTask, WorldThreads } from "../../../src/services/worlds/ports.ts";

/** Threads that answer with what they were asked, when they are let. */
function recordingThreads(fails: (task: GenerateTask) => boolean = () => false) {
  const tasks: GenerateTask[] = [];
  const threads: WorldThreads = {
    async generate(task) {
      tasks.push(task);
      await Promise.resolve();
      if (fails(task)) throw new Error("as asked");
      const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
      const { prompt, seed } = task;
      return {
        blueprint: bytes(task),
        meta: bytes({ provider: "rules" }),
        head: { name: "", prompt, seed, catalog_version: "1.0.0" },
      };
    },
    layOut: async () => assert.fail("nobody asks for a layout here"),
    validate: async () => [],
    modelBrief: async () => ({ instructions: "", schemaJson: "{}" }),
    readModel: async () => ({ text: "", problems: [] }),
    draw: async () => new Uint8Array(),
    stats: () => ({ waiting: 0, running: 0, refused: 0, failed: 0 }),
    close: async () => {},
  };
  return { threads, tasks };
}

describe("the world generator", () => {
  it("[WS6] equal requests are generated once: one after the other and at once", async () => {
    const { threads, tasks } = recordingThreads();
    const generator = createWorldGenerator({ threads });
    const [first, second] = await Promise.all([
      generator.generate({ prompt: "a tree" }),
      generator.generate({ prompt: "  a tree\n" }),
    ]);
    const third = await generator.generate({ prompt: "a tree", seed: seedOf("a tree") });
    assert.equal(tasks.length, 1);
    assert.equal(first.blueprintJson, second.blueprintJson);
    assert.equal(first.blueprintJson, third.blueprintJson);
    assert.deepEqual(tasks[0], { prompt: "a tree", seed: seedOf("a tree") });
    const { served, cacheHits } = generator.stats();
    assert.deepEqual({ served, cacheHits }, { served: 3, cacheHits: 2 });
  });

  it("[WS6] another prompt, seed or ground is another world", async () => {
    const { threads, tasks } = recordingThreads();
    const generator = createWorldGenerator({ threads });
    const requests = [
      { prompt: "a tree" },
      { prompt: "A tree" },
      { prompt: "a tree", seed: 1 },
      { prompt: "a tree", bounds: { width: 1, depth: 20 } },
      { prompt: "a tree", bounds: { width: 12, depth: 0.5 } },
    ];
    for (const request of requests) await generator.generate(request);
    assert.equal(tasks.length, requests.length);
  });

  it("[WS7] keeps the thousand worlds used last", async () => {
    const { threads, tasks } = recordingThreads();
    const generator = createWorldGenerator({ threads });
    for (let seed = 0; seed <= 1000; seed += 1) await generator.generate({ prompt: "a tree", seed });
    await generator.generate({ prompt: "a tree", seed: 1000 });
    assert.equal(tasks.length, 1001);
    await generator.generate({ prompt: "a tree", seed: 0 });
    assert.equal(tasks.length, 1002);
  });

  it("[WS8] a request that failed is tried again when it is asked again", async () => {
    let failing = true;
    const { threads, tasks } = recordingThreads(() => failing);
    const generator = createWorldGenerator({ threads });
    await assert.rejects(generator.generate({ prompt: "a tree" }), /as asked/);
    failing = false;
    assert.equal((await generator.generate({ prompt: "a tree" })).blueprint.prompt, "a tree");
    assert.equal(tasks.length, 2);
    assert.equal(generator.stats().served, 1);
  });
});
