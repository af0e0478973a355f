import assert from "node:assert/strict";
import { modelBrief, modelTags } from "../../../../src/core/worldgen/model/modelBrief.ts";
import { readModelScene } from "../../../../src/core/worldgen/model/modelScene.ts";
import { openStock } from "../scenes.ts";

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Node;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Node[];
}

describe("what a language model is told", () => {
  it("[LR9] the schema is strict all the way down, with at most 300 tags, each of some prefab", async () => {
    const { catalogue, vocabulary } = await openStock();
    const { schemaJson, instructions } = modelBrief(catalogue);
    const schema = JSON.parse(schemaJson) as Node;
    let objects = 0;
    const visit = (node: Node): void => {
      if (node.properties) {
        objects += 1;
        assert.equal(node.additionalProperties, false);
        assert.deepEqual(node.required, Object.keys(node.properties));
        for (const child of Object.values(node.properties)) visit(child);
      }
      if (node.items) visit(node.items);
      for (const child of node.anyOf ?? []) visit(child);
      assert.notEqual(node.type, "number");
    };
    visit(schema);
    assert.equal(objects, 4);
    const tags = schema.properties?.entities?.items?.properties?.tag?.enum ?? [];
    assert.deepEqual(tags, modelTags(catalogue));
    assert.equal(tags.length, 300);
    assert.equal(new Set(tags).size, 300);
    for (const tag of tags) assert.ok(vocabulary.prefabsOf(tag).length > 0, tag);
    for (const tag of ["tree", "chair", "house", "proxy furniture"]) assert.ok(tags.includes(tag), tag);
    // OpenAI's bound for the words of one list of more than 250.
    assert.ok(tags.join("").length < 15_000);
    assert.ok(!/coordinate|position"/.test(schemaJson) && instructions.length < 4000);
  });

  it("[LR3] what is wrong is told in words, a dozen at most", () => {
    assert.equal(readModelScene("{").scene, null);
    const { scene, problems } = readModelScene(
      JSON.stringify({ entities: Array.from({ length: 40 }, () => ({})) }),
    );
    assert.equal(scene, null);
    assert.equal(problems.length, 12);
  });
});
