/** Every code with which a room's socket closes. Those from 4000 to 4010 are Colyseus' own; its SDK retries after 1001, 1005, 1006 and 4010. */
export const CLOSE_CODES = {
  /** The client left of its own will. */
  CONSENTED: 4000,
  /** Undecodable frame, or three times the message rate for five seconds. Not retried by the SDK; no seat is kept. */
  ABUSE: 4002,
  /** The server restarts or drains: join again in a moment. */
  RESTARTING: 4010,
  /** A message larger than MAX_MESSAGE_BYTES (RFC 6455 §7.4.1). */
  TOO_LARGE: 1009,
  /** The server met a fault it could not go on from. */
  FAULT: 1011,
  /** The token's session was revoked or the account deleted. */
  SIGNED_OUT: 4401,
  /** Banned, kicked, or no longer a member of a private space. */
  REMOVED: 4403,
  /** The space was deleted. */
  SPACE_GONE: 4404,
  /** The client did not read what it was sent for too long. */
  TOO_SLOW: 4408,
} as const;
