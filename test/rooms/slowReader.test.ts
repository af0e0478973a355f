import assert from "node:assert/strict";
import { ClientState } from "@colyseus/core";
import { MAX_UNREAD_BYTES } from "../../src/rooms/receiver.ts";
import { startTestServer, type TestServer } from "../../src/testing.public.ts";
import { eventually, liveRoom, matchmake, RawSocket, type Seat } from "../helpers/roomKit.ts";

const SPACE = 1;
const MESSAGE = "x".repeat(100_000);
/** More than the sockets of the operating system take in without anybody reading, and the server's own share. */
const ENOUGH_MESSAGES = 400;

describe("a client that does not read", () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer({
      env: { RATE_LIMITS: "off", MAX_MESSAGE_BYTES: "200000", MAX_CHAT_CHARACTERS: "100000" },
    });
  });
  after(() => server.close());

  it("[LM6] is cut off when a megabyte waits for it; nobody else is late or loses anything", async () => {
    const bob = await server.join(await server.guest(), { spaceId: SPACE, x: 20, y: 30 });
    const idler = await server.guest();
    const seat = (await matchmake(server.url, { token: idler.token, options: { spaceId: SPACE } }))
      .body as Seat;
    const socket = new RawSocket(server.url, seat);
    await socket.joined();
    socket.socket.pause();

    const room = liveRoom(server, SPACE);
    const slow = room.clients.get(seat.sessionId);
    assert.equal(slow?.state, ClientState.JOINED);
    const unread = slow.ref as unknown as { readonly bufferedAmount: number };
    let mostUnread = 0;
    let sent = 0;
    while (room.sent.cutOff === 0 && sent < ENOUGH_MESSAGES) {
      await bob.request("send_message", { message: MESSAGE });
      sent += 1;
      mostUnread = Math.max(mostUnread, unread.bufferedAmount);
    }
    assert.equal(room.sent.cutOff, 1, `after ${sent} messages, ${mostUnread} bytes unread`);
    // What comes within one tick may come on top.
    assert.ok(mostUnread < MAX_UNREAD_BYTES + 4_000_000, `${mostUnread} bytes waited`);
    await eventually("the cut-off shown as away", () => room.seats.get(seat.sessionId)?.reconnection != null);
    // What is sent to a socket that has ended is counted there, and not kept.
    assert.ok(unread.bufferedAmount < MAX_UNREAD_BYTES, `${unread.bufferedAmount} bytes are kept`);

    bob.move({ x: 21, y: 30, seq: 4 });
    await bob.until("being heard as before", () => bob.avatar.ack === 4);
    const received = bob.received.filter(({ name }) => name === "message_received");
    assert.equal(received.length, sent);
    socket.socket.terminate();
    await bob.leave();
  });
});
