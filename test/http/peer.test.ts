import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type Peer, peerOf } from "../../src/http/peer.ts";

describe("http/peer", () => {
  /** What `peerOf` makes of a real request from 127.0.0.1 with these headers, and what it leaves of them. */
  async function seen(
    headers: Record<string, string>,
    trustedHops: number,
  ): Promise<{ peer: Peer; left: IncomingHttpHeaders }> {
    const { promise, resolve } = Promise.withResolvers<{ peer: Peer; left: IncomingHttpHeaders }>();
    const server = createServer((req, res) => {
      const peer = peerOf(req, trustedHops);
      assert.equal(peerOf(req, 0), peer);
      resolve({ peer, left: req.headers });
      res.end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    request({ port, host: "127.0.0.1", headers: { ...headers, connection: "close" } }, (res) =>
      res.resume(),
    ).end();
    const result = await promise;
    await new Promise((closed) => server.close(closed));
    return result;
  }

  const chain = "10.0.0.1, 203.0.113.9, 198.51.100.7";
  const cases: [string, Record<string, string>, number, string, string | undefined][] = [
    ["no header, no proxy", {}, 0, "127.0.0.1", undefined],
    ["a chain, no proxy", { "x-forwarded-for": chain }, 0, "127.0.0.1", undefined],
    ["a chain, one proxy", { "x-forwarded-for": chain }, 1, "198.51.100.7", "198.51.100.7"],
    ["a chain, two proxies", { "x-forwarded-for": chain }, 2, "203.0.113.9", "203.0.113.9, 198.51.100.7"],
    ["a short chain, five proxies", { "x-forwarded-for": "203.0.113.9" }, 5, "203.0.113.9", "203.0.113.9"],
    [
      "words before an address",
      { "x-forwarded-for": "<script>, 203.0.113.9" },
      2,
      "203.0.113.9",
      "203.0.113.9",
    ],
    ["only words", { "x-forwarded-for": "unknown" }, 1, "127.0.0.1", undefined],
    ["an address with a port", { "x-forwarded-for": "203.0.113.9:1234" }, 1, "203.0.113.9", "203.0.113.9"],
    [
      "an IPv6 address with a port",
      { "x-forwarded-for": "[2001:db8::1]:1234" },
      1,
      "2001:db8::1",
      "2001:db8::1",
    ],
    ["an empty header", { "x-forwarded-for": "" }, 1, "127.0.0.1", undefined],
  ];
  for (const [what, headers, hops, address, forwardedFor] of cases) {
    it(`[HT23] finds ${address} behind ${what}`, async () => {
      const { peer, left } = await seen(headers, hops);
      assert.deepEqual(peer, { address, fromLoopback: true, forwarded: Object.keys(headers).length > 0 });
      assert.equal(left["x-forwarded-for"], forwardedFor);
      assert.equal(left["x-real-ip"], address);
    });
  }

  it("[HT23] drops every other forwarding header, and keeps a scheme only from a trusted proxy", async () => {
    const headers = {
      forwarded: "for=1.1.1.1",
      "x-real-ip": "1.1.1.1",
      "x-client-ip": "1.1.1.1",
      "cf-connecting-ip": "1.1.1.1",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
    };
    for (const hops of [0, 1]) {
      const { left, peer } = await seen(headers, hops);
      assert.equal(peer.forwarded, true);
      assert.equal(left["x-real-ip"], "127.0.0.1");
      assert.equal(left["x-forwarded-proto"], hops === 0 ? undefined : "https");
      for (const name of ["forwarded", "x-client-ip", "cf-connecting-ip", "x-forwarded-host"])
        assert.equal(left[name], undefined);
    }
    assert.equal((await seen({ "x-forwarded-proto": "javascript" }, 1)).left["x-forwarded-proto"], undefined);
  });
});
