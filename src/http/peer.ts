/** Who is at the other end of a connection, and what of the forwarding headers may be believed. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

export interface Peer {
  /** The client's address: the socket's, or the one that the last trusted proxy saw. Empty if the socket is gone. */
  readonly address: string;
  /** True if the socket itself comes from this machine. */
  readonly fromLoopback: boolean;
  /** True if the request came with any forwarding header, believed or not. */
  readonly forwarded: boolean;
}

/** Headers by which proxies, and liars, say who the client is. */
const FORWARDING_HEADERS = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-forwarded-server",
  "x-real-ip",
  "x-client-ip",
  "x-cluster-client-ip",
  "true-client-ip",
  "cf-connecting-ip",
  "fastly-client-ip",
  "forwarded",
];

const known = new WeakMap<IncomingMessage, Peer>();

/**
 * The peer behind `req`. The first call decides and takes out of the request's headers what `trustedHops` proxies do
 * not vouch for: of `x-forwarded-for` the last `trustedHops` entries stay, `x-forwarded-proto` stays if it is one of
 * http and https, everything else goes. `x-real-ip` is set to the address found, which is where Colyseus looks first.
 */
export function peerOf(req: IncomingMessage, trustedHops: number): Peer {
  const before = known.get(req);
  if (before) return before;
  const socketAddress = req.socket.remoteAddress ?? "";
  const forwarded = FORWARDING_HEADERS.some((name) => req.headers[name] !== undefined);
  const chain = trustedHops > 0 ? chainOf(req).slice(-trustedHops) : [];
  const proto = trustedHops > 0 ? schemeOf(req) : undefined;
  for (const name of FORWARDING_HEADERS) delete req.headers[name];
  const address = chain[0] ?? socketAddress;
  if (chain.length > 0) req.headers["x-forwarded-for"] = chain.join(", ");
  if (proto !== undefined) req.headers["x-forwarded-proto"] = proto;
  if (address !== "") req.headers["x-real-ip"] = address;
  const peer = { address, fromLoopback: isLoopback(socketAddress), forwarded };
  known.set(req, peer);
  return peer;
}

/** The addresses that proxies wrote down, the client's first; what is no address ends the chain there. */
function chainOf(req: IncomingMessage): string[] {
  const entries = String(req.headers["x-forwarded-for"] ?? "")
    .split(",")
    .map((entry) => withoutPort(entry.trim()));
  const lastBad = entries.findLastIndex((entry) => isIP(entry) === 0);
  return entries.slice(lastBad + 1);
}

function withoutPort(entry: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(entry)?.[1] ?? entry;
}

function schemeOf(req: IncomingMessage): string | undefined {
  const last = String(req.headers["x-forwarded-proto"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return last === "http" || last === "https" ? last : undefined;
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\./i.test(address);
}
