/**
 * The synchronised state of a space, as every SDK sees it. Field names are the contract; encodings are chosen small:
 * an avatar's position is two 16-bit fractions of 900 m (steps of 1.4 cm, so it reads back within 1 cm), in a wider
 * space two 32-bit fractions of 1,000 m.
 */
import { type SchemaType, schema, t } from "@colyseus/schema";

/** Largest width and depth of a space, metres. */
export const MAX_SPACE_M = 1000;
/** Largest width and depth that 16-bit coordinates serve, metres: half the diagonal of their steps stays under 1 cm. */
export const MAX_SHORT_COORDINATE_M = 900;

/** View tag of fields that go to an avatar's own client alone. Tags are powers of two; untagged view fields have none. */
export const OWNER_TAG = 1;

const avatarFields = (coordinate: () => ReturnType<typeof t.quantized>) => ({
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
});

export const AvatarState = schema(
  avatarFields(() => t.quantized({ min: 0, max: MAX_SHORT_COORDINATE_M, bits: 16, mode: "clamp" })),
  "Avatar",
);
/** An avatar in the synchronised state. */
export type AvatarState = SchemaType<typeof AvatarState>;

const WideAvatarState = schema(
  avatarFields(() => t.quantized({ min: 0, max: MAX_SPACE_M, bits: 32, mode: "clamp" })),
  "Avatar",
);

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
/** An object in the synchronised state; lengths in metres, heading in radians. */
export type ObjectState = SchemaType<typeof ObjectState>;

const spaceFields = () => ({
  spaceId: t.uint32(),
  name: t.string(),
  width: t.float32(),
  depth: t.float32(),
  movement: t.string(),
  maxSpeed: t.float32(),
});
/** By object id in decimal. */
const objectsField = () => t.map(ObjectState);

export const SpaceState = schema(
  {
    ...spaceFields(),
    /** By session id: oneself and the avatars in sight. */
    users: t.map(AvatarState).view(),
    objects: objectsField(),
  },
  "SpaceState",
);
/** The synchronised state of a space, as a client's `room.state`. */
export type SpaceState = SchemaType<typeof SpaceState>;

const WideSpaceState = schema(
  { ...spaceFields(), users: t.map(WideAvatarState).view(), objects: objectsField() },
  "SpaceState",
);

type Size = { readonly widthM: number; readonly depthM: number };

/** An empty state whose coordinates are fine enough and reach far enough for a space of this size. */
export function spaceStateFor(size: Size): SpaceState {
  // Both kinds have the same fields; they differ in how coordinates travel.
  return isWide(size) ? (new WideSpaceState() as unknown as SpaceState) : new SpaceState();
}

/** True if `state` can hold the positions in a space of this size. */
export function reaches(state: SpaceState, size: Size): boolean {
  return state instanceof WideSpaceState || !isWide(size);
}

/** A new avatar of the kind that `state.users` holds. */
export function avatarStateFor(
  state: SpaceState,
  avatar: Pick<AvatarState, "userId" | "name" | "look" | "x" | "y" | "heading">,
): AvatarState {
  return state instanceof WideSpaceState
    ? (new WideAvatarState(avatar) as unknown as AvatarState)
    : new AvatarState(avatar);
}

function isWide({ widthM, depthM }: Size): boolean {
  return Math.max(widthM, depthM) > MAX_SHORT_COORDINATE_M;
}
