/**
 * What we count on from the pair TypeORM 1.1 and better-sqlite3 13, which TypeORM's own peer range (12) leaves out, and
 * the same from TypeORM with pg. An upgrade of any of them has to pass here first.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataSource, EntitySchema } from "typeorm";
import { sourceOptions } from "../../src/db/dataSource.ts";
import type { DatabaseKind } from "../../src/db/sql.ts";
import { targetOf } from "../../src/db/target.ts";
import { WriteQueue } from "../../src/db/writeQueue.ts";
import { withPostgres } from "../helpers/postgres.ts";

interface Sample {
  id: number;
  name: string | null;
  flag: boolean;
  data: Buffer | null;
  at_ms: number | string;
  ratio: number;
}

describe("driver pair on SQLite", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "atrium-driver-"));
  });
  after(() => rm(folder, { recursive: true }));

  driverContract("sqlite", () => join(folder, "driver.db"));

  it("[ST70] is TypeORM 1.1 with better-sqlite3 13", () => {
    const manifest = (name: string) => new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    const version = (name: string) => JSON.parse(readFileSync(manifest(name), "utf8")).version as string;
    assert.match(version("typeorm"), /^1\.1\./);
    assert.match(version("better-sqlite3"), /^13\./);
  });
});

describe("driver on PostgreSQL", () => {
  const postgres = withPostgres();
  driverContract("postgres", () => postgres.url);
});

function driverContract(kind: DatabaseKind, address: () => string): void {
  let source: DataSource;
  let queue: WriteQueue;
  before(async () => {
    const url = kind === "sqlite" ? `sqlite:${address()}` : address();
    const options = sourceOptions(targetOf(url, tmpdir()));
    source = new DataSource({
      ...options,
      entities: [sampleEntity(kind)],
      migrations: [],
      synchronize: true,
    } as typeof options);
    await source.initialize();
    queue = new WriteQueue({ order: kind === "sqlite" ? "one_at_a_time" : "pass_through" });
  });
  beforeEach(() => source.query("DELETE FROM samples"));
  after(() => source.destroy());

  const samples = () => source.getRepository<Sample>("samples");
  const count = () => samples().count();

  it("[ST71] gives back text, booleans, blobs, doubles and 64-bit times as they were", async () => {
    const data = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const atMs = 8_640_000_000_000_000;
    const { id } = await samples().save({ name: "Łódź 🚋", flag: true, data, at_ms: atMs, ratio: 0.1 });
    const found = await samples().findOneByOrFail({ id });
    assert.deepEqual(
      { ...found, at_ms: Number(found.at_ms) },
      { id, name: "Łódź 🚋", flag: true, data, at_ms: atMs, ratio: 0.1 },
    );
    await samples().update({ id }, { name: null, flag: false, data: null, at_ms: -1 });
    const emptied = await samples().findOneByOrFail({ id });
    assert.deepEqual(
      [emptied.name, emptied.flag, emptied.data, Number(emptied.at_ms)],
      [null, false, null, -1],
    );
  });

  it("[ST72] commits a transaction and takes a failed one back, nested ones too", async () => {
    await source.transaction(async (manager) => {
      await manager.insert("samples", sample("kept"));
      await manager
        .transaction((inner) =>
          inner.insert("samples", sample("taken back")).then(() => Promise.reject(new Error("inner"))),
        )
        .catch(() => undefined);
    });
    await assert.rejects(
      source.transaction(async (manager) => {
        await manager.insert("samples", sample("outer"));
        throw new Error("outer");
      }),
      /outer/,
    );
    assert.deepEqual(
      (await samples().find()).map(({ name }) => name),
      ["kept"],
    );
  });

  it("[ST73] gives rows for RETURNING and counts for the rest, the same on both databases", async () => {
    const runner = source.createQueryRunner();
    const [a, b] = kind === "sqlite" ? ["?", "?"] : ["$1", "$2"];
    const insert = `INSERT INTO samples (name, flag, at_ms, ratio) VALUES (${a}, ${kind === "sqlite" ? "1" : "true"}, ${b}, 0.5)`;
    try {
      const returned = await runner.query(`${insert} RETURNING name`, ["one", 5], true);
      assert.deepEqual(
        returned.records.map((row) => ({ ...row })),
        [{ name: "one" }],
      );
      assert.equal((await runner.query(insert, ["two", 6], true)).affected, 1);
      const updated = await runner.query("UPDATE samples SET name = 'x' RETURNING name", [], true);
      assert.equal(updated.records.length, 2);
      assert.equal(
        (await runner.query("UPDATE samples SET name = 'y' WHERE name = 'none'", [], true)).affected,
        0,
      );
      assert.equal((await runner.query("DELETE FROM samples", [], true)).affected, 2);
    } finally {
      await runner.release();
    }
  });

  it("[ST74] stores all of 50 saves and 10 transactions at once through the queue", async () => {
    const saves = Array.from({ length: 50 }, (_, n) => queue.run(() => samples().save(sample(`save ${n}`))));
    const transactions = Array.from({ length: 10 }, (_, n) =>
      queue.run(() => source.transaction((manager) => manager.insert("samples", sample(`transaction ${n}`)))),
    );
    const ids = (await Promise.all(saves)).map(({ id }) => id);
    await Promise.all(transactions);
    assert.equal(new Set(ids).size, 50);
    assert.equal(await count(), 60);
  });

  it("[ST75] works on after a statement that failed, in and out of a transaction", async () => {
    await assert.rejects(source.query("SELECT nothing FROM nowhere"));
    await assert.rejects(source.transaction((manager) => manager.query("SELECT nothing FROM nowhere")));
    await samples().save(sample("after"));
    assert.equal(await count(), 1);
  });
}

function sample(name: string): Omit<Sample, "id"> {
  return { name, flag: true, data: null, at_ms: 1, ratio: 1 };
}

function sampleEntity(kind: DatabaseKind): EntitySchema<Sample> {
  return new EntitySchema<Sample>({
    name: "samples",
    columns: {
      id: { type: "integer", primary: true, generated: "increment" },
      name: { type: "text", nullable: true },
      flag: { type: "boolean" },
      data: { type: kind === "postgres" ? "bytea" : "blob", nullable: true },
      at_ms: { type: "bigint" },
      ratio: { type: "double precision" },
    },
  });
}
