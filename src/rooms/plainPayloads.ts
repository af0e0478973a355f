/**
 * What clients may not put into a message, whatever its shape. The decoder that Colyseus uses also takes values by
 * reference: one value in many places, or inside itself. A few hundred bytes of nested references stand for billions
 * of values, and whoever walks them all stops the server; the decoder itself does, to word an error.
 */
import { addExtension } from "msgpackr";

/** The decoder's marks for a value that is referred to, and for a reference to one. */
const REFERENCE_TYPES = [0x69, 0x70];

/** Makes this process refuse messages with references as undecodable. Doing it again changes nothing. */
export function refuseReferences(): void {
  for (const type of REFERENCE_TYPES) addExtension({ type, unpack: refuse });
}

function refuse(): never {
  throw new Error("Values by reference are not taken.");
}
