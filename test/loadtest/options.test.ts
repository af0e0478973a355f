import assert from "node:assert/strict";
import { parseOptions, USAGE, UsageError } from "../../loadtest/options.ts";

describe("loadtest options", () => {
  it("[LT1] without arguments are the documented defaults", () => {
    assert.deepEqual(parseOptions([]), {
      scenario: "space",
      clients: 200,
      space: 1,
      seconds: 30,
      endpoint: null,
      jsonFile: null,
      movesPerSecond: 10,
      rampPerSecond: 100,
      seed: "1",
      probes: 5,
      role: "mixed",
      churnPerSecond: 0,
      ownServer: false,
      ownsServer: false,
    });
  });

  it("[LT1] takes every option of the usage", () => {
    const args =
      "--clients 3 --space 2 --seconds 9 --endpoint ws://localhost:9 --json o.json --moves-per-second 5 --ramp 0 --churn 2 --role user --probes 9 --seed x --scenario space --i-own-this-server";
    assert.deepEqual(parseOptions(args.split(" ")), {
      scenario: "space",
      clients: 3,
      space: 2,
      seconds: 9,
      endpoint: "ws://localhost:9",
      jsonFile: "o.json",
      movesPerSecond: 5,
      rampPerSecond: 0,
      seed: "x",
      probes: 3,
      role: "user",
      churnPerSecond: 2,
      ownServer: false,
      ownsServer: true,
    });
    for (const option of args.match(/--[a-z-]+/g) ?? []) assert.ok(USAGE.includes(option), option);
    assert.equal(parseOptions(["--help"]), "help");
  });

  const refused = [
    ["--speed", "9"],
    ["stray"],
    ["--clients", "0"],
    ["--clients", "5001"],
    ["--clients", "ten"],
    ["--seconds", "1.5"],
    ["--seconds", "99999"],
    ["--role", "admin"],
    ["--scenario", "other"],
    ["--endpoint", "127.0.0.1:2567"],
    ["--endpoint", "ftp://127.0.0.1"],
    ["--clients"],
    ["--endpoint", "ws://127.0.0.1:1", "--own-server"],
  ];
  for (const args of refused)
    it(`[LT1] refuses ${args.join(" ")}`, () => {
      assert.throws(() => parseOptions(args), UsageError);
    });

  for (const endpoint of [
    "ws://example.org",
    "wss://10.0.0.1:2567",
    "http://127.0.0.1.example.org",
    "ws://0.0.0.0",
  ])
    it(`[LT3] refuses ${endpoint} unless it is one's own`, () => {
      assert.throws(() => parseOptions(["--endpoint", endpoint]), /--i-own-this-server/);
      assert.notEqual(parseOptions(["--endpoint", endpoint, "--i-own-this-server"]), "help");
    });

  for (const endpoint of ["ws://127.0.0.1:2567", "http://localhost:80/path", "ws://[::1]:2567"])
    it(`[LT3] takes ${endpoint}`, () => {
      assert.notEqual(parseOptions(["--endpoint", endpoint]), "help");
    });
});
