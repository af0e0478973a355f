import assert from "node:assert/strict";
import { NewSpaceBody } from "../../../src/protocol/spaces.ts";
import type { Caller } from "../../../src/services/accounts/caller.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

describe("services/spaces hosts", () => {
  let kit: SpaceKit;
  let ann: Caller;
  let spaceId: number;
  before(async () => {
    kit = await openSpaceKit();
    ann = await kit.caller();
  });
  after(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });
  beforeEach(async () => {
    spaceId = (await kit.spaces.create(ann, NewSpaceBody.parse({ name: "Hosted" }))).space.id;
  });

  it("[SP33] gives a call the host of the room that is just opening", async () => {
    const opening = kit.openRoom(spaceId);
    const used = kit.hosts.withHost(spaceId, async (host) => host);
    assert.equal((await opening).host, await used);
  });

  it("[SP33] gives a call that waited for another one the host of the room that came first", async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const first = kit.hosts.withHost(spaceId, () => held);
    const room = kit.openRoom(spaceId);
    const waiting = kit.hosts.withHost(spaceId, async (host) => host);
    letGo();
    await first;
    assert.equal((await room).host, await waiting);
  });

  it("[SP33] lets one in at a time while there is no room", async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, () =>
        kit.hosts.withHost(spaceId, async () => {
          most = Math.max(most, ++inside);
          await kit.journal.settled();
          inside -= 1;
        }),
      ),
    );
    assert.deepEqual([most, inside], [1, 0]);
  });

  it("[SP33] lets nobody in while a space is shut, and everybody afterwards", async () => {
    const order: string[] = [];
    const shut = kit.hosts.whileShut(spaceId, async () => {
      await kit.journal.settled();
      order.push("shut");
    });
    const opened = kit.hosts.withHost(spaceId, async () => void order.push("open"));
    await Promise.all([shut, opened]);
    assert.deepEqual(order, ["shut", "open"]);
  });

  it("[SP33] lets go of a space that could not be opened", async () => {
    await assert.rejects(kit.hosts.open(987_654), refused("not_found"));
    await assert.rejects(kit.hosts.open(987_654), refused("not_found"));
    await assert.rejects(
      kit.hosts.withHost(spaceId, () => Promise.reject(new Error("own fault"))),
      /own fault/,
    );
    await kit.hosts.withHost(spaceId, async (host) => assert.equal(host.space.id, spaceId));
  });
});
