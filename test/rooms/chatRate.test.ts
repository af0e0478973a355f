import assert from "node:assert/strict";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { caughtUp } from "../helpers/roomWatch.ts";

describe("how fast one may chat", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ env: { MAX_CHAT_CHARACTERS: "20" } });
  });
  after(() => server.close());

  it("[CT11] more than five a second are rate_limited, and not shown", async () => {
    const ann = await server.join(await server.guest(), { spaceId: 1 });
    const replies = await Promise.allSettled(
      Array.from({ length: 12 }, (_, nth) => ann.request("send_message", { message: `fast ${nth}` })),
    );
    const said = replies.filter(({ status }) => status === "fulfilled").length;
    // The second may end in the middle of them.
    assert.ok(said === 5 || (said > 5 && said <= 10), `${said} were said`);
    for (const reply of replies)
      if (reply.status === "rejected")
        assert.equal((reply.reason as { reason: { code: string } }).reason.code, "rate_limited");
    await caughtUp(ann);
    assert.equal(ann.received.filter(({ name }) => name === "message_received").length, said);
    assert.equal(ann.closed, null);
  });

  it("[CT12] the operator sets how long a message may be", async () => {
    const bob = await server.join(await server.guest(), { spaceId: 1 });
    assert.equal((await bob.refusal("send_message", { message: "x".repeat(21) })).code, "invalid");
    await bob.request("send_message", { message: "x".repeat(20) });
  });
});
