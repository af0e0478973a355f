/**
 * A room as a first version on stock Colyseus has it: a map of players that stand where their clients say. Run with
 * `stock` every player is in one patch that is the same for all; with `views` each client has a `StateView` of the
 * players in its sight.
 */
import "./roomGauge.ts";
import { type Client, defineRoom, defineServer, Room } from "@colyseus/core";
import { Encoder, type SchemaType, StateView, schema, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { TICK_HZ } from "./gaugeFigures.ts";
import { changeSight, lookAround, type Sighted } from "./stockSight.ts";

const MOST_PLAYERS = 5000;
/** Everybody's sight is decided anew within so many patches, as in our own room. */
const SIGHT_TURNS = 4;
const BACKLOG = 4096;
// Stock Colyseus asks for this itself, on its console, once a state is larger.
Encoder.BUFFER_SIZE = 1024 * 1024;

const Player = schema(
  { name: t.string(), x: t.number(), y: t.number(), heading: t.number().default(0) },
  "Player",
);
type Player = SchemaType<typeof Player>;
const SharedState = schema({ players: t.map(Player) }, "PlazaState");
const ViewedState = schema({ players: t.map(Player).view() }, "PlazaState");

interface JoinOptions {
  readonly x: number;
  readonly y: number;
}

class StockRoom extends Room {
  override state = new SharedState();
  override maxClients = MOST_PLAYERS;
  override patchRate = 1000 / TICK_HZ;
  override messages = {
    move: (client: Client, { x, y }: { x: number; y: number }) => {
      const player = this.state.players.get(client.sessionId);
      if (!player || !Number.isFinite(x) || !Number.isFinite(y)) return;
      if (x === player.x && y === player.y) return;
      // To a hundredth: straight ways would otherwise change the heading in its last digits with every move.
      player.heading = Math.round(Math.atan2(y - player.y, x - player.x) * 100) / 100;
      player.x = x;
      player.y = y;
    },
  };

  override onJoin(client: Client, { x, y }: JoinOptions): void {
    this.state.players.set(client.sessionId, new Player({ name: "Walker", x, y }));
  }

  override onLeave(client: Client): void {
    this.state.players.delete(client.sessionId);
  }

  override onUncaughtException(error: Error): void {
    console.error(error);
  }
}

class ViewsRoom extends StockRoom {
  override state = new ViewedState();
  readonly #sighted = new Map<string, Sighted<Player>>();
  #patches = 0;

  override onJoin(client: Client, options: JoinOptions): void {
    super.onJoin(client, options);
    client.view = new StateView();
    const player = this.state.players.get(client.sessionId) as Player;
    client.view.add(player);
    this.#sighted.set(client.sessionId, {
      body: player,
      view: client.view,
      seen: new Set(),
      slot: this.#sighted.size,
    });
  }

  override onBeforePatch(): void {
    const turn = this.#patches++ % SIGHT_TURNS;
    const all = [...this.#sighted.values()];
    lookAround(all, ({ slot }) => slot % SIGHT_TURNS === turn);
  }

  override onLeave(client: Client): void {
    const gone = this.#sighted.get(client.sessionId);
    this.#sighted.delete(client.sessionId);
    if (gone) for (const other of this.#sighted.values()) changeSight(other, gone.body, false);
    client.view?.dispose();
    super.onLeave(client);
  }
}

const server = defineServer({
  greet: false,
  transport: new WebSocketTransport({}),
  rooms: { plaza: defineRoom(process.argv[2] === "views" ? ViewsRoom : StockRoom) },
});
await server.listen(Number(process.env.PORT), "127.0.0.1", BACKLOG);
