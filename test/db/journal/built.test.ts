import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../../..");
const PROGRAM = `
  import { openJournal } from "./src/db/journal/openJournal.js";
  const journal = await openJournal({ databaseUrl: null, dataDir: "./data", migrate: true, onError: console.error });
  await journal.append({ kind: "positions", positions: [{ spaceId: 1, userId: 2, x: 3, y: 4, heading: 5, atMs: 6 }] });
  console.log(JSON.stringify(await journal.lastPosition(1, 2)));
  await journal.close();
`;

describe("the journal's files as JavaScript", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-built-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("[JR30] the threads start from built files as they do from the sources", async () => {
    const sources = await readdir(join(ROOT, "src"), { recursive: true });
    for (const file of sources.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")))
      await build(join("src", file), folder);
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "program.js"), PROGRAM);
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const { stdout } = await promisify(execFile)(process.execPath, ["program.js"], { cwd: folder });
    assert.deepEqual(JSON.parse(stdout), { spaceId: 1, userId: 2, x: 3, y: 4, heading: 5, atMs: 6 });
  });
});

/** Compiles one source as the build does: types go, `.ts` in an import becomes `.js`. */
async function build(file: string, folder: string): Promise<void> {
  const source = await readFile(join(ROOT, file), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const target = join(folder, file.replace(/\.ts$/, ".js"));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, outputText);
}
