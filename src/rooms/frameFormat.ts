/** WebSocket frames as bytes (RFC 6455, 5.2): what those who write and read them past `ws` have in common. */

/** A WebSocket's `readyState` while frames may go either way. */
export const OPEN = 1;

/** The first byte of a whole message of bytes: final, without reserved bits. */
export const FINAL_BINARY = 0x82;

/** In the second byte: a mask follows, as it must from a client and never does from a server. */
export const MASKED = 0x80;
export const MASK_BYTES = 4;

/** Up to here the length stands in the second byte; this instead of it says that it follows in two bytes. */
export const MOST_SHORT_BYTES = 125;
export const LENGTH_FOLLOWS_IN_TWO_BYTES = 126;
