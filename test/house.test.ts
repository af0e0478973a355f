import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SERVER_ENVIRONMENT, SERVER_FLAGS } from "../loadtest/ownServer.ts";

const REPO = fileURLToPath(new URL("..", import.meta.url));
const MAX_LINES = 400;

interface Packages {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function json<Shape>(file: string): Shape {
  return JSON.parse(readFileSync(join(REPO, file), "utf8")) as Shape;
}

describe("the house", () => {
  it(`[HS1] no source file has more than ${MAX_LINES} lines`, () => {
    const sources = globSync("{src,test,bench,loadtest,examples,scripts}/**/*.ts", { cwd: REPO });
    assert.ok(sources.length > 100);
    const long = sources
      .map((file) => ({ file, lines: readFileSync(join(REPO, file), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    assert.deepEqual(long, []);
  });

  it("[HS2] versions are exact, and the lock file has the same", () => {
    const own = json<Packages>("package.json");
    const { packages } = json<{ packages: Record<string, Packages & { version: string }> }>(
      "package-lock.json",
    );
    for (const kind of ["dependencies", "devDependencies"] as const) {
      assert.deepEqual(packages[""]?.[kind], own[kind], kind);
      for (const [name, version] of Object.entries(own[kind] ?? {})) {
        assert.match(version, /^\d+\.\d+\.\d+$/, name);
        assert.equal(packages[`node_modules/${name}`]?.version, version, name);
      }
    }
  });

  it("[HS2] the lock file has every platform's packages: npm ci refuses one without", () => {
    const { packages } = json<{ packages: Record<string, Packages> }>("package-lock.json");
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
      ),
    );
    assert.deepEqual(missing, []);
  });

  it("[HS3] ecosystem.config.js loads by import and by require", async () => {
    const file = join(REPO, "ecosystem.config.js");
    const imported = (await import(file)) as { default: { apps: { name: string; script: string }[] } };
    assert.equal(imported.default.apps[0]?.name, "atrium");
    assert.equal(imported.default.apps[0]?.script, "src/index.ts");
    assert.deepEqual(createRequire(import.meta.url)(file), imported.default);
  });

  it("[HS4] npm start, pm2, the load test and the benches give Node the same flags", async () => {
    const flags = SERVER_FLAGS.join(" ");
    const { scripts } = json<{ scripts: Record<string, string> }>("package.json");
    assert.equal(scripts.start, `node ${flags} src/index.ts`);
    const pm2 = (await import(join(REPO, "ecosystem.config.js"))) as {
      default: { apps: { node_args: string; env: Record<string, string> }[] };
    };
    assert.equal(pm2.default.apps[0]?.node_args, flags);
    const { NODE_ENV: _, ...environment } = pm2.default.apps[0].env;
    assert.deepEqual(environment, SERVER_ENVIRONMENT);
  });
});
