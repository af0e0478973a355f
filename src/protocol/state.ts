/**
 * The synchronised state of a space, as every SDK sees it. Field names are the contract; encodings are chosen small:
 * an avatar's position is two 16-bit fractions of 1,000 m (steps of 1.5 cm, so it reads back within 0.8 cm).
 */
import { type SchemaType, schema, t } from "@colyseus/schema";

/** Largest width and depth of a space, metres: the range of a quantised coordinate. */
export const MAX_SPACE_M = 1000;

const coordinate = () => t.quantized({ min: 0, max: MAX_SPACE_M, bits: 16, mode: "clamp" });

/** View tag of fields that go to an avatar's own client alone. Tags are powers of two; untagged view fields have none. */
export const OWNER_TAG = 1;

export const AvatarState = schema(
  {
    userId: t.uint32(),
    name: t.string(),
    look: t.string(),
    /** Metres; whole cells in a grid space (round what you read). */
    x: coordinate(),
    y: coordinate(),
    /** Radians counter-clockwise from +x. */
    heading: t.angle({ bits: 16 }),
    /** Id of the zone it stands in, "" outside any. */
    zone: t.string().default(""),
    activity: t.string().default("idle"),
    /** `seq` of the last move applied; only its own client gets it. */
    ack: t.uint16().default(0).view(OWNER_TAG),
  },
  "Avatar",
);
export type AvatarState = SchemaType<typeof AvatarState>;

export const ObjectState = schema(
  {
    kind: t.string(),
    prefabId: t.string(),
    x: t.float32(),
    y: t.float32(),
    z: t.float32(),
    heading: t.float32(),
    scale: t.float32(),
    solid: t.boolean(),
    state: t.map("string"),
    /** Session id of whoever holds it (or sits on it), "" if nobody. */
    holder: t.string().default(""),
    /** User id of whoever locked it, 0 if nobody. */
    lockedBy: t.uint32().default(0),
  },
  "SpaceObject",
);
export type ObjectState = SchemaType<typeof ObjectState>;

export const SpaceState = schema(
  {
    spaceId: t.uint32(),
    name: t.string(),
    width: t.float32(),
    depth: t.float32(),
    movement: t.string(),
    maxSpeed: t.float32(),
    /** By session id: oneself and the avatars in sight. */
    users: t.map(AvatarState).view(),
    /** By object id in decimal. */
    objects: t.map(ObjectState),
  },
  "SpaceState",
);
export type SpaceState = SchemaType<typeof SpaceState>;
