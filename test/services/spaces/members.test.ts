import assert from "node:assert/strict";
import { NewSpaceBody } from "../../../src/protocol/spaces.ts";
import type { Caller } from "../../../src/services/accounts/caller.ts";
import { mayModerate } from "../../../src/services/spaces/moderation.ts";
import type { MemberRole } from "../../../src/services/spaces/ports.ts";
import { listPresences } from "../../../src/services/spaces/presences.ts";
import { spaceHolding } from "../../../src/services/spaces/spaceHolding.ts";
import { standingOf } from "../../../src/services/spaces/standing.ts";
import { openSpaceKit, type SpaceKit } from "../../helpers/spaceKit.ts";

const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code;

describe("services/spaces members", () => {
  let kit: SpaceKit;
  let owner: Caller;
  let bob: Caller;
  let spaceId: number;
  before(async () => {
    kit = await openSpaceKit();
    owner = await kit.caller({ username: "owner" });
    bob = await kit.caller({ username: "bob", displayName: "Bob B." });
  });
  after(async () => {
    await kit.close();
    assert.deepEqual(kit.faults, []);
  });
  beforeEach(async () => {
    const body = NewSpaceBody.parse({ name: "Club", visibility: "private" });
    spaceId = (await kit.spaces.create(owner, body)).space.id;
  });

  const put = (actor: Caller, user: Caller, role: MemberRole, bannedUntilMs: number | null = null) =>
    kit.members.put(actor, spaceId, { userId: user.userId, role, bannedUntilMs });
  const roles = async () => {
    const { items } = await kit.members.list(owner, spaceId, { afterUserId: 0, limit: 200 });
    return Object.fromEntries(items.map((member) => [member.user_id, member.role]));
  };

  it("[SP14] adds a member, shows their name, and lets them in", async () => {
    await assert.rejects(kit.spaces.get(bob, spaceId), refused("forbidden"));
    const { member, added } = await put(owner, bob, "member");
    assert.deepEqual(
      [member.name, member.role, member.banned_until, added],
      ["Bob B.", "member", null, true],
    );
    assert.equal((await kit.spaces.get(bob, spaceId)).role, "member");
    assert.equal((await put(owner, bob, "moderator")).added, false);
    await assert.rejects(
      kit.members.put(owner, spaceId, { userId: 999_999, role: "member", bannedUntilMs: null }),
      refused("not_found"),
    );
  });

  it("[SP14] pages members by user id", async () => {
    await put(owner, bob, "member");
    const first = await kit.members.list(owner, spaceId, { afterUserId: 0, limit: 1 });
    const second = await kit.members.list(owner, spaceId, {
      afterUserId: Number(first.next_cursor),
      limit: 1,
    });
    assert.deepEqual(
      [first.items[0]?.user_id, second.items[0]?.user_id, second.next_cursor],
      [owner.userId, bob.userId, null],
    );
  });

  const ROLES = ["banned", "member", "moderator", "owner"] as const;
  it("[SP15] lets moderators change members and below, the owner and admins everybody but the owner", () => {
    const allowed = (actor: "user" | "member" | "moderator" | "owner" | "admin") =>
      [null, ...ROLES].flatMap((from) =>
        [null, ...ROLES].flatMap((to) => {
          try {
            mayModerate(actor, { from, to });
            return [`${from}→${to}`];
          } catch {
            return [];
          }
        }),
      );
    const below = [null, "banned", "member"];
    const three = below.flatMap((from) => below.map((to) => `${from}→${to}`));
    assert.deepEqual(allowed("user"), ["null→null"]);
    assert.deepEqual(allowed("member"), ["null→null"]);
    assert.deepEqual(allowed("moderator"), three);
    const most = [null, "banned", "member", "moderator"];
    const owners = [
      ...most.flatMap((from) => [...most, "owner"].map((to) => `${from}→${to}`)),
      "owner→owner",
    ];
    assert.deepEqual(allowed("owner"), owners);
    assert.deepEqual(allowed("admin"), owners);
  });

  it("[SP16] bans until a time, tells the live room, and lets the banned back in afterwards", async () => {
    await put(owner, bob, "member");
    const room = await kit.openRoom(spaceId, [owner, bob]);
    const untilMs = kit.clock.nowMs + 60_000;
    const { member } = await put(owner, bob, "banned", untilMs);
    assert.equal(member.banned_until, new Date(untilMs).toISOString());
    assert.deepEqual(room.standings.at(-1), [bob.userId, "banned"]);
    await assert.rejects(kit.spaces.get(bob, spaceId), refused("forbidden"));
    await kit.spaces.patch(owner, spaceId, { body: { visibility: "public" }, ifMatch: undefined });
    await assert.rejects(kit.spaces.get(bob, spaceId), refused("forbidden"));
    kit.clock.nowMs = untilMs;
    assert.equal((await kit.spaces.get(bob, spaceId)).role, null);
  });

  it("[SP16] refuses a ban that is over, an end without a ban, and the ban of an admin", async () => {
    await assert.rejects(put(owner, bob, "banned", kit.clock.nowMs), refused("invalid"));
    await assert.rejects(put(owner, bob, "member", kit.clock.nowMs + 1000), refused("invalid"));
    await assert.rejects(put(owner, await kit.caller({ role: "admin" }), "banned"), refused("forbidden"));
  });

  it("[SP17] hands a space over: one owner before, one after, the former one a moderator", async () => {
    await put(owner, bob, "member");
    const room = await kit.openRoom(spaceId, [owner, bob]);
    const { member } = await put(owner, bob, "owner");
    assert.equal(member.role, "owner");
    assert.deepEqual(await roles(), { [owner.userId]: "moderator", [bob.userId]: "owner" });
    assert.equal(room.host.space.ownerId, bob.userId);
    assert.deepEqual(room.standings.slice(-2), [
      [owner.userId, "moderator"],
      [bob.userId, "owner"],
    ]);
    await assert.rejects(put(owner, owner, "owner"), refused("forbidden"));
    await assert.rejects(
      kit.spaces.patch(owner, spaceId, { body: { name: "Mine" }, ifMatch: undefined }),
      refused("forbidden"),
    );
  });

  it("[SP17] hands over once when two ask at once", async () => {
    const eve = await kit.caller();
    const results = await Promise.allSettled([put(owner, bob, "owner"), put(owner, eve, "owner")]);
    const { ownerId } = (await kit.stores.spaces.findSpace(spaceId))!;
    assert.ok([bob.userId, eve.userId].includes(ownerId));
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.deepEqual(
      Object.values(await roles().catch(() => ({ hidden: "owner" }))).filter((role) => role === "owner")
        .length,
      1,
    );
  });

  it("[SP17] refuses to leave a space without its owner, and guests as owners", async () => {
    await assert.rejects(put(owner, owner, "member"), refused("conflict"));
    await assert.rejects(kit.members.remove(owner, spaceId, owner.userId), refused("conflict"));
    await assert.rejects(put(owner, await kit.caller({ role: "guest" }), "owner"), refused("forbidden"));
  });

  it("[SP17] takes nobody for an owner whom the space does not name", () => {
    const member = { spaceId: 1, userId: 7, role: "owner", sinceMs: 0, bannedUntilMs: null } as const;
    const account = { userId: 7, role: "user" } as const;
    const space = { ownerId: 8, visibility: "private" } as const;
    assert.equal(standingOf(account, space, { member, nowMs: 0 }), "moderator");
  });

  it("[SP18] lets members leave by themselves, not the banned", async () => {
    await put(owner, bob, "member");
    await kit.members.remove(bob, spaceId, bob.userId);
    assert.deepEqual(await roles(), { [owner.userId]: "owner" });
    await put(owner, bob, "banned");
    await assert.rejects(kit.members.remove(bob, spaceId, bob.userId), refused("forbidden"));
  });

  it("[SP19] records who changed whose standing", async () => {
    await put(owner, bob, "banned");
    const [entry] = await kit.stores.audit.list({
      ...{ actorUserId: owner.userId, target: `user:${bob.userId}` },
      ...{ beforeId: null, limit: 1 },
    });
    assert.deepEqual([entry?.action, entry?.detail], ["member.put", { space_id: spaceId, role: "banned" }]);
  });

  it("[SP20] pages who is there by user and arrival, a user on two devices twice", async () => {
    await put(owner, bob, "member");
    await kit.openRoom(spaceId, [bob, owner, bob]);
    const deps = { spaces: kit.stores.spaces, rooms: kit.rooms, now: () => kit.clock.nowMs };
    const seen: [number, string][] = [];
    for (let after: { userId: number; nth: number } | null = null; ; ) {
      const page = await listPresences(deps, owner, { spaceId, after, limit: 1 });
      seen.push(...page.items.map(({ user_id, since }) => [user_id, since] as [number, string]));
      if (page.next_cursor === null) break;
      const [userId, nth] = page.next_cursor.split(".").map(Number);
      after = { userId: userId!, nth: nth! };
    }
    const at = (ms: number) => new Date(Date.parse("2030-01-01T00:00:00Z") + ms).toISOString();
    assert.deepEqual(seen, [
      [owner.userId, at(1)],
      [bob.userId, at(0)],
      [bob.userId, at(2)],
    ]);
  });

  it("[SP21] gives a leaver's spaces to their longest-serving moderator, and erases those without one", async () => {
    const leaver = await kit.caller();
    const guest = await kit.caller({ role: "guest" });
    const make = async (name: string) =>
      (await kit.spaces.create(leaver, NewSpaceBody.parse({ name }))).space.id;
    const [kept, gone] = [await make("Kept"), await make("Gone")];
    const moderator = (userId: number, sinceMs: number) =>
      kit.stores.spaces.putMember({ spaceId: kept, userId, role: "moderator", sinceMs, bannedUntilMs: null });
    await moderator(guest.userId, 1);
    await moderator(owner.userId, 3);
    await moderator(bob.userId, 2);
    const { stores, hosts, rooms, spaces } = kit;
    const holding = spaceHolding({
      ...{ spaces: stores.spaces, accounts: stores.accounts, hosts, rooms },
      now: () => kit.clock.nowMs,
      erase: (id) => spaces.erase(id),
    });
    const exported = (await holding.exportUser(leaver.userId)) as { space_id: number; role: string }[];
    assert.deepEqual(
      exported.map(({ space_id, role }) => [space_id, role]),
      [
        [kept, "owner"],
        [gone, "owner"],
      ],
    );
    await holding.eraseUser(leaver.userId);
    assert.equal((await stores.spaces.findSpace(kept))?.ownerId, bob.userId);
    assert.equal(await stores.spaces.findSpace(gone), null);
    await holding.eraseUser(leaver.userId);
  });
});
