/**
 * The gauge for a Colyseus server, loaded before it with `--import`: what its rooms do at a fixed timestep is a tick,
 * and so is each patch of a room that has none. The server's own code is as it always is.
 */
import { isMainThread } from "node:worker_threads";

// A worker thread inherits the flag that loads this, and has no rooms.
if (isMainThread) {
  const [{ Room }, { tick }] = await Promise.all([import("@colyseus/core"), import("./gauge.ts")]);
  const { setFixedTimestep, broadcastPatch } = Room.prototype;
  Room.prototype.setFixedTimestep = function (step, ...rest) {
    setFixedTimestep.call(this, (context) => tick(() => step(context)), ...rest);
  };
  Room.prototype.broadcastPatch = function () {
    return tick(() => broadcastPatch.call(this));
  };
}
