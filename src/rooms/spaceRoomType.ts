/** The room type `space`, bound to one server's dependencies: Colyseus makes rooms from a class, without arguments. */
import { admit } from "./admission.ts";
import type { SpaceRoomDeps } from "./deps.ts";
import { refuseReferences } from "./plainPayloads.ts";
import { SpaceRoom } from "./SpaceRoom.ts";

/** A class of space rooms over `deps`. */
export function spaceRoom(deps: SpaceRoomDeps): new () => SpaceRoom {
  refuseReferences();
  return class extends SpaceRoom {
    static override onAuth(token: string, options: unknown) {
      return admit(deps, token, options);
    }

    constructor() {
      super(deps);
    }
  };
}
