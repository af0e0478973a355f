import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as main from "atrium";
import * as testing from "atrium/testing";
import ts from "typescript";

const REPO = fileURLToPath(new URL("..", import.meta.url));
const ENTRIES = ["src/index.public.ts", "src/testing.public.ts"];
/** Handed on from libraries that say themselves what they are. */
const FOREIGN = ["z", "t", "schema", "Room"];

interface Export {
  readonly name: string;
  readonly doc: string;
}

describe("the public entry", function () {
  this.timeout(60_000);
  let exported: readonly Export[];
  before(() => {
    exported = exportsOf(ENTRIES.map((file) => join(REPO, file)));
  });

  it("[FR11] each name has a docstring", () => {
    assert.ok(exported.length > 50);
    const silent = exported.filter(({ name, doc }) => doc.length < 10 && !FOREIGN.includes(name));
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    );
  });

  it("[FR11] each name has its place in docs/api.md, and the reverse", () => {
    const text = readFileSync(join(REPO, "docs/api.md"), "utf8");
    const described = [...text.matchAll(/^### `(\w+)`$|\*\*`(\w+)`\*\*/gm)].map(
      ([, heading, bold]) => heading ?? bold,
    );
    assert.deepEqual(described.toSorted(), exported.map(({ name }) => name).toSorted());
  });

  it("[FR11] each value has a heading of its own there", () => {
    const text = readFileSync(join(REPO, "docs/api.md"), "utf8");
    const headings = [...text.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name);
    const values = [...Object.keys(main), ...Object.keys(testing)];
    const silent = values.filter((name) => !headings.includes(name) && !FOREIGN.includes(name));
    assert.deepEqual(silent, []);
  });
});

/** What the entries export, in the eyes of the compiler. */
function exportsOf(entries: readonly string[]): Export[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const parsed = ts.getParsedCommandLineOfConfigFile(join(REPO, "tsconfig.json"), {}, host);
  const program = ts.createProgram([...entries], parsed?.options ?? {});
  const checker = program.getTypeChecker();
  return entries.flatMap((entry) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    return checker.getExportsOfModule(module).map((symbol) => {
      const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return {
        name: symbol.name,
        doc: ts.displayPartsToString(meant.getDocumentationComment(checker)),
      };
    });
  });
}
