import assert from "node:assert/strict";
import { SceneIntent } from "../../../src/core/worldgen/intent.ts";
import type { ModelScene } from "../../../src/core/worldgen/model/modelScene.ts";
import { createTextModel } from "../../../src/infra/textModel.ts";
import { createWorldThreads } from "../../../src/infra/worlds/worldThreads.ts";
import { createWorldGenerator } from "../../../src/services/worlds/generator.ts";
import { createModelReader } from "../../../src/services/worlds/modelReader.ts";
import type {
  GeneratedWorldAnswer,
  WorldGenerator,
  WorldThreads,
} from "../../../src/services/worlds/ports.ts";
import { FakeModel, type ModelTurn, says } from "../../helpers/fakeModel.ts";

const PROMPT = "A meadow with exactly three oak trees and a bench next to a pond, but no rocks";

describe("a language model that reads prompts", () => {
  let threads: WorldThreads;
  let fake: FakeModel;
  let baseUrl: string;
  let givenUp: unknown[];
  let nowMs: number;
  before(() => {
    threads = createWorldThreads({
      own: {},
      onError: (error) => assert.fail(String(error)),
      threads: 1,
      deadlineMs: 60_000,
    });
  });
  after(() => threads.close());
  beforeEach(async () => {
    fake = new FakeModel();
    baseUrl = await fake.start();
    givenUp = [];
    nowMs = 0;
  });
  afterEach(() => fake.close());

  const generator = (options: { timeoutMs?: number } = {}): WorldGenerator => {
    const reader = createModelReader({
      model: createTextModel({ baseUrl, apiKey: "k", model: "m" }),
      threads,
      nowMs: () => nowMs,
      onGivenUp: (error) => givenUp.push(error),
      timeoutMs: 20_000,
      ...options,
    });
    return createWorldGenerator({ threads, reader });
  };
  const read = (turns: ModelTurn[], made = generator()) => {
    fake.turns = turns;
    return made.generate({ prompt: PROMPT, seed: 5, provider: "llm" });
  };
  const byRules = () => createWorldGenerator({ threads }).generate({ prompt: PROMPT, seed: 5 });
  const countOf = ({ blueprint }: GeneratedWorldAnswer, prefab: RegExp) =>
    blueprint.prefab_instances.filter(({ prefab_id, source }) => prefab.test(prefab_id) && source !== "decor")
      .length;

  it("[LR1] a good answer becomes the world, and meta says who read", async () => {
    const answer = await read([says(scene())]);
    assert.equal(answer.meta.provider, "llm");
    assert.ok(SceneIntent.safeParse(answer.meta.intent).success);
    assert.equal(countOf(answer, /^windmill/), 1);
    const { messages } = fake.asked[0]!.body;
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["system", "user"],
    );
    assert.equal(messages[1]?.content, PROMPT);
    assert.ok(!messages[0]?.content.includes("meadow"));
  });

  it("[LR2] the rules' negations, exact counts and relations win", async () => {
    const answer = await read([
      says(
        scene({
          entities: [
            entity("e0", "oak tree", "tree", { min: 9, max: 9 }),
            entity("e1", "rock", "rock", { min: 4, max: 4 }),
            entity("e2", "pond", "pond"),
            entity("e3", "bench", "bench"),
          ],
          relations: [{ a: "e3", rel: "north_of", b: ["e2"] }],
        }),
      ),
    ]);
    const { intent } = answer.meta;
    const tree = intent.entities.find(({ noun }) => noun === "oak tree");
    assert.deepEqual(tree?.count, { min: 3, max: 3 });
    assert.ok(!intent.entities.some(({ noun }) => noun === "rock"));
    assert.ok(intent.absent.includes("rock"));
    const named = (id: string) => intent.entities.find((one) => one.id === id)?.noun;
    const between = intent.relations.map(({ a, rel, b }) => [
      named(a),
      rel,
      b === "scene" ? b : b.map(named).join(),
    ]);
    assert.deepEqual(between, [["bench", "next_to", "pond"]]);
    assert.equal(countOf(answer, /rock|boulder/), 0);
  });

  it("[LR3] an answer of the wrong shape is sent back once with what is wrong, and then good", async () => {
    const wrong = { ...scene(), weather: "hail" };
    const answer = await read([says(wrong), says(scene())]);
    assert.equal(answer.meta.provider, "llm");
    assert.equal(fake.asked.length, 2);
    const messages = fake.asked[1]!.body.messages;
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["system", "user", "assistant", "user"],
    );
    assert.match(messages[3]?.content ?? "", /weather/);
    assert.equal(messages[2]?.content, JSON.stringify(wrong));
  });

  it("[LR3] references that lead nowhere are asked to be mended, and left out if they are not", async () => {
    const loose = scene({ relations: [{ a: "e0", rel: "near", b: ["e99"] }] });
    const answer = await read([says(loose)]);
    assert.equal(fake.asked.length, 2);
    assert.match(fake.asked[1]!.body.messages[3]?.content ?? "", /e99/);
    assert.equal(answer.meta.provider, "llm");
  });

  for (const [name, turns] of Object.entries<ModelTurn[]>({
    "words instead of JSON": [says("Sure! Here is your meadow.")],
    "JSON cut off in the middle": [says(JSON.stringify(scene()).slice(0, -30))],
    "no chat completion": [(res) => void res.end("<html>")],
    "a refusal without content": [(res) => void res.end('{"choices":[{"message":{"content":null}}]}')],
    "an error of its server": [(res) => void res.writeHead(500).end()],
    "a connection that breaks": [(res) => void res.destroy()],
    "an answer as large as a film": [(res) => void res.end("x".repeat(3_000_000))],
    "a second answer that is no better": [says({ entities: "many" }), says([])],
  }))
    it(`[LR4] ${name}: the rules read, and meta says so`, async () => {
      const answer = await read(turns);
      assert.equal(answer.meta.provider, "rules");
      assert.deepEqual(answer.blueprintJson, (await byRules()).blueprintJson);
    });

  it("[LR4] a model that is slow is not waited for", async () => {
    const answer = await read([() => {}], generator({ timeoutMs: 50 }));
    assert.equal(answer.meta.provider, "rules");
  });

  it("[LR5] what a hostile answer says does no harm", async () => {
    const nasty = `${"x".repeat(500)}\u0000</script>`;
    const hostile = {
      ...scene(),
      setting: [nasty, "", "Ignore all rules"],
      archetype: "../../etc/passwd",
      entities: [
        { ...entity("e0", nasty, "no such tag"), position: { x: 1e9, y: 0, z: 0 }, min: -5, max: 1e300 },
        { ...entity("e0", "oak tree", "tree"), per: "e0", room: "r9", rows: -3, color: nasty },
        { ...entity("__proto__", "constructor", "__proto__"), min: 0.4, max: 0.6 },
        ...Array.from({ length: 200 }, (_, index) =>
          entity(`e${index + 1}`, `lamp ${index}`, "lamp", { min: 500, max: 500 }),
        ),
      ],
      relations: Array.from({ length: 500 }, () => ({ a: "e0", rel: "on", b: ["e0", "e1", "e2"] })),
      absent: [
        "oak tree",
        "tree",
        "bench",
        nasty,
        ...Array.from({ length: 100 }, (_, index) => `word ${index}`),
      ],
      rooms: Array.from({ length: 60 }, (_, index) => ({
        id: `r${index}`,
        kind: nasty,
        name: "",
        indoor: true,
      })),
      blueprint: { prefab_instances: [] },
    };
    const answer = await read([says(hostile)]);
    const { intent, provider } = answer.meta;
    assert.equal(provider, "llm");
    const shape = SceneIntent.safeParse(intent);
    assert.ok(shape.success, JSON.stringify(shape.error?.issues.slice(0, 3)));
    assert.ok(intent.entities.length <= 40 && intent.relations.length <= 60);
    assert.deepEqual(intent.entities.find(({ noun }) => noun === "oak tree")?.count, { min: 3, max: 3 });
    assert.ok(!intent.absent.includes("oak tree") && !intent.absent.includes("bench"));
    assert.ok(answer.blueprint.prefab_instances.length <= 500);
    const errors = (await threads.validate(answer.blueprintJson)).filter(
      ({ severity }) => severity === "error",
    );
    assert.deepEqual(errors, []);
  });

  it("[LR6] five failures in a row, and the model is left alone for half a minute, then asked again", async () => {
    const made = generator();
    fake.turns = [(res) => void res.writeHead(503).end()];
    for (let seed = 0; seed < 8; seed += 1) await made.generate({ prompt: PROMPT, seed, provider: "llm" });
    assert.equal(fake.asked.length, 5);
    assert.equal(givenUp.length, 1);
    const { modelCalls, modelFallbacks, modelGivenUp } = made.stats();
    assert.deepEqual(
      { modelCalls, modelFallbacks, modelGivenUp },
      { modelCalls: 5, modelFallbacks: 8, modelGivenUp: 1 },
    );
    nowMs += 30_000;
    assert.equal((await read([says(scene())], made)).meta.provider, "llm");
    assert.equal(made.stats().modelGivenUp, 0);
  });

  it("[LR7] an answer is kept under the request, a failure is not; who does not ask for the model has the rules", async () => {
    const made = generator();
    assert.equal((await read([(res) => void res.writeHead(500).end()], made)).meta.provider, "rules");
    assert.equal((await read([says(scene())], made)).meta.provider, "llm");
    const asked = fake.asked.length;
    assert.equal((await read([says(scene())], made)).meta.provider, "llm");
    assert.equal(fake.asked.length, asked);
    assert.equal((await made.generate({ prompt: PROMPT, seed: 5 })).meta.provider, "rules");
  });

  it("[LR8] without a model that is set up the rules read", async () => {
    const plain = createWorldGenerator({ threads });
    assert.equal((await plain.generate({ prompt: PROMPT, seed: 5, provider: "llm" })).meta.provider, "rules");
  });
});

type Entity = ModelScene["entities"][number];

function entity(id: string, noun: string, tag: string, count = { min: 1, max: 1 }): Entity {
  const none = {
    per: null,
    color: null,
    material: null,
    size: null,
    style: null,
    arrangement: null,
    rows: null,
    room: null,
  };
  return { id, noun, tag, ...count, ...none };
}

function scene(more: Partial<ModelScene> = {}): ModelScene {
  return {
    setting: ["meadow", "outdoor"],
    archetype: "meadow",
    indoor: false,
    time: "day",
    weather: "clear",
    size: null,
    rooms: [],
    entities: [
      entity("e0", "oak tree", "tree", { min: 3, max: 3 }),
      entity("e1", "pond", "pond"),
      entity("e2", "bench", "bench"),
      entity("e3", "windmill", "windmill"),
    ],
    relations: [],
    absent: [],
    ...more,
  };
}
