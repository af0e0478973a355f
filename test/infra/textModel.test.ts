import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTextModel } from "../../src/infra/textModel.ts";
import type {
  TextModelError,
  TextModelFailure,
  TextModelRequest,
} from "../../src/services/worlds/textModel.ts";
import { FakeModel, says } from "../helpers/fakeModel.ts";

const KEY = "sk-very-secret";
const REQUEST: Omit<TextModelRequest, "signal"> = {
  messages: [
    { role: "system", content: "Describe." },
    { role: "user", content: 'a "tree"' },
  ],
  schemaJson: '{"type":"object"}',
  seed: 4_294_967_295,
};

describe("the text model over HTTP", () => {
  let fake: FakeModel;
  let baseUrl: string;
  beforeEach(async () => {
    fake = new FakeModel();
    baseUrl = await fake.start();
  });
  afterEach(() => fake.close());
  const model = (more: object = {}) => createTextModel({ baseUrl, apiKey: KEY, model: "m-1", ...more });
  const ask = (made = model(), signal = AbortSignal.timeout(20_000)) => made.complete({ ...REQUEST, signal });
  const fails = async (asking: Promise<unknown>, failure: TextModelFailure) => {
    await assert.rejects(asking, (error: TextModelError) => {
      assert.equal(error.failure, failure);
      assert.ok(!JSON.stringify([error.message, error.stack, error.cause ?? ""]).includes(KEY));
      return true;
    });
  };

  it("[TM1] asks for a chat completion of the strict schema, with temperature 0 and the seed", async () => {
    fake.turns = [says("hello")];
    const body = JSON.parse(Buffer.from(await ask(model({ baseUrl: `${baseUrl}//` }))).toString());
    assert.equal(body.choices[0].message.content, "hello");
    const [asked] = fake.asked;
    assert.equal(asked?.path, "/v1/chat/completions");
    assert.equal(asked?.authorization, `Bearer ${KEY}`);
    const { messages, response_format, ...rest } = asked!.body;
    assert.deepEqual(messages, REQUEST.messages);
    assert.deepEqual(rest, {
      model: "m-1",
      temperature: 0,
      seed: REQUEST.seed,
      max_tokens: 6000,
      stream: false,
    });
    const json_schema = { name: "scene", strict: true, schema: { type: "object" } };
    assert.deepEqual(response_format, { type: "json_schema", json_schema });
  });

  it("[TM2] without a key sends none", async () => {
    fake.turns = [says("hello")];
    await ask(model({ apiKey: "" }));
    assert.equal(fake.asked[0]?.authorization, undefined);
  });

  it("[TM3] an answer without end is cut off at its limit", async () => {
    fake.turns = [
      (res) => {
        const more = () => {
          while (!res.destroyed && res.write("x".repeat(65_536)));
          if (!res.destroyed) res.once("drain", more);
        };
        more();
      },
    ];
    await fails(ask(), "too_large");
  });

  it("[TM4] a redirect is not followed: neither prompt nor key go elsewhere", async () => {
    const elsewhere = createServer((_, res) => res.end("{}"));
    let reached = 0;
    elsewhere.on("request", () => (reached += 1));
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const { port } = elsewhere.address() as AddressInfo;
    fake.turns = [(res) => res.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()];
    await fails(ask(), "unreachable");
    assert.equal(reached, 0);
    elsewhere.close();
    await once(elsewhere, "close");
  });

  it("[TM5] statuses other than 200, no connection, a broken one and no answer in time are failures of their kind", async () => {
    fake.turns = [(res) => res.writeHead(500).end("oops")];
    await fails(ask(), "refused");
    fake.turns = [(res) => res.writeHead(401).end(KEY)];
    await fails(ask(), "refused");
    fake.turns = [(res) => res.destroy()];
    await fails(ask(), "unreachable");
    fake.turns = [() => {}];
    await fails(ask(model(), AbortSignal.timeout(30)), "timeout");
    // Headers come in time, the rest does not.
    fake.turns = [(res) => void res.write("{")];
    await fails(ask(model(), AbortSignal.timeout(100)), "timeout");
    const gone = new FakeModel();
    const goneUrl = await gone.start();
    await gone.close();
    await fails(ask(model({ baseUrl: goneUrl })), "unreachable");
  });

  it("[TM6] more than may run at once are refused, until one has ended", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    fake.turns = [(res, asked) => void answered.then(() => says("late")(res, asked))];
    const one = model({ maxRunning: 1 });
    const first = ask(one);
    await fails(ask(one), "busy");
    answer();
    await first;
    await ask(one);
    assert.equal(fake.asked.length, 2);
  });
});
