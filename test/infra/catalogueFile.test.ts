import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readCatalogueFile, readLexiconFile } from "../../src/infra/catalogueFile.ts";

const SOURCE = new URL("../../src/infra/catalogueFile.ts", import.meta.url);

describe("infra/catalogueFile", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "atrium-catalogue-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  /** The module as it lies in `folder` of a package with this catalogue file (none: null). */
  async function readFrom(
    folder: string,
    text: string | null,
    others: Record<string, string> = {},
  ): Promise<unknown> {
    await mkdir(join(root, folder), { recursive: true });
    await mkdir(join(root, "catalogue"));
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    await cp(SOURCE, join(root, folder, "catalogueFile.ts"));
    if (text !== null) await writeFile(join(root, "catalogue/b.json"), text);
    for (const [name, other] of Object.entries(others)) await writeFile(join(root, "catalogue", name), other);
    const copy: { readCatalogueFile: typeof readCatalogueFile } = await import(
      pathToFileURL(join(root, folder, "catalogueFile.ts")).href
    );
    return copy.readCatalogueFile();
  }

  it("[CA13] finds the file of a checkout", async () => {
    const data = await readCatalogueFile();
    assert.ok(typeof data === "object" && data !== null && "prefabs" in data);
  });

  for (const folder of ["src/infra", "dist/src/infra"]) {
    it(`[CA13] finds the file from ${folder}`, async () => {
      const text = '{"version":"1.0.0","prefabs":[{"here":1}]}';
      assert.deepEqual(await readFrom(folder, text), { version: "1.0.0", prefabs: [{ here: 1 }] });
    });
  }

  it("[CA13] merges the files in order of name, and refuses different versions", async () => {
    const part = (version: string, n: number) => JSON.stringify({ version, prefabs: [{ n }] });
    assert.deepEqual(
      await readFrom("src/infra", part("1.0.0", 2), {
        "c.json": part("1.0.0", 3),
        "a.json": part("1.0.0", 1),
      }),
      {
        version: "1.0.0",
        prefabs: [{ n: 1 }, { n: 2 }, { n: 3 }],
      },
    );
    await rm(join(root, "catalogue"), { recursive: true });
    const other = { "c.json": part("1.0.1", 3) };
    await assert.rejects(
      readFrom("dist/src/infra", part("1.0.0", 2), other),
      /c\.json is not of the others' version/,
    );
    await rm(join(root, "catalogue"), { recursive: true });
    await assert.rejects(readFrom("lib/src/infra", "[]"), /b\.json holds no prefabs/);
  });

  it("[CA13] the lexicon lies beside it and is no part of it", async () => {
    assert.ok("substitutes" in ((await readLexiconFile()) as object));
    const text = '{"version":"1.0.0","prefabs":[]}';
    assert.deepEqual(await readFrom("src/infra", text, { "lexicon.json": "{}" }), {
      version: "1.0.0",
      prefabs: [],
    });
  });

  it("[CA13] says so when there is no file, or no JSON in it", async () => {
    await assert.rejects(readFrom("src/infra", null), /catalogue\/\*\.json was not found/);
    await rm(join(root, "catalogue"), { recursive: true });
    await assert.rejects(readFrom("dist/src/infra", "{"), SyntaxError);
  });
});
