/** The command line of the load test. */
import { parseArgs } from "node:util";

export const MAX_CLIENTS = 5000;
export const MAX_SECONDS = 3600;

/** Who the clients are: all guests, all registered users, or a few users among guests. */
export const ROLE_MIXES = ["mixed", "guest", "user"] as const;
export type RoleMix = (typeof ROLE_MIXES)[number];

export const SCENARIOS = ["space", "tracking"] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export interface Options {
  readonly scenario: ScenarioName;
  readonly clients: number;
  readonly space: number;
  /** How long is measured, once everybody is in. */
  readonly seconds: number;
  /** Null: the server on the default port if there is one, else one of our own. */
  readonly endpoint: string | null;
  readonly jsonFile: string | null;
  readonly movesPerSecond: number;
  /** Joins begun a second; 0: all at once. */
  readonly rampPerSecond: number;
  readonly seed: string;
  readonly probes: number;
  readonly role: RoleMix;
  /** Clients that leave and join again, a second, all together. */
  readonly churnPerSecond: number;
  /** Start a server even if one is ready on the default port. */
  readonly ownServer: boolean;
  /** The endpoint may be another machine. */
  readonly ownsServer: boolean;
}

/** The command line cannot be run; `message` says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const USAGE = `Usage: npm run loadtest -- [options]

  --clients <n>            clients at the same time, 1 to ${MAX_CLIENTS} (default 200)
  --space <id>             the space they enter (default 1)
  --seconds <n>            how long is measured once all are in, 1 to ${MAX_SECONDS} (default 30)
  --endpoint <url>         ws://host:port; default: ws://127.0.0.1:2567 if a server is ready there, else one of its own
  --json <file>            also write all figures to this file
  --moves-per-second <n>   positions that a walker streams, 1 to 60 (default 10)
  --ramp <n>               joins begun a second, 0 for all at once (default 100)
  --churn <n>              clients that leave and join again, a second (default 0)
  --role <who>             mixed (a few registered users among guests), guest or user (default mixed)
  --probes <n>             clients that decode their state with the stock SDK and check it (default 5)
  --seed <text>            the same seed walks the same ways (default 1)
  --scenario <name>        space (default), or tracking: batches of events, over --clients connections at most 64;
                           a production server's key is taken from ATRIUM_API_KEY
  --own-server             start one even if a server is ready on the default port
  --i-own-this-server      allow an endpoint that is not this machine
  --help`;

/**
 * The options that `args` name, with defaults; "help" if they ask for the usage.
 * @throws UsageError for an unknown option or a value out of range.
 */
export function parseOptions(args: readonly string[]): Options | "help" {
  const values = parsed(args);
  if (values.help) return "help";
  const clients = whole("clients", values.clients, { fallback: 200, least: 1, most: MAX_CLIENTS });
  const options: Options = {
    scenario: oneOf("scenario", values.scenario, SCENARIOS),
    clients,
    space: whole("space", values.space, { fallback: 1, least: 1, most: 2 ** 31 - 1 }),
    seconds: whole("seconds", values.seconds, { fallback: 30, least: 1, most: MAX_SECONDS }),
    endpoint: values.endpoint === undefined ? null : endpointOf(values.endpoint),
    jsonFile: values.json ?? null,
    movesPerSecond: whole("moves-per-second", values["moves-per-second"], {
      fallback: 10,
      least: 1,
      most: 60,
    }),
    rampPerSecond: whole("ramp", values.ramp, { fallback: 100, least: 0, most: 10_000 }),
    seed: values.seed ?? "1",
    probes: Math.min(clients, whole("probes", values.probes, { fallback: 5, least: 0, most: 50 })),
    role: oneOf("role", values.role, ROLE_MIXES),
    churnPerSecond: whole("churn", values.churn, { fallback: 0, least: 0, most: 100 }),
    ownServer: values["own-server"] ?? false,
    ownsServer: values["i-own-this-server"] ?? false,
  };
  if (options.endpoint !== null && options.ownServer)
    throw new UsageError("--endpoint and --own-server exclude each other.");
  if (options.endpoint !== null && !options.ownsServer && !isLoopback(options.endpoint))
    throw new UsageError(
      `${options.endpoint} is not this machine. If the server is yours, say so with --i-own-this-server.`,
    );
  return options;
}

/** True if the URL's host can only be this machine. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        clients: text,
        space: text,
        seconds: text,
        endpoint: text,
        json: text,
        "moves-per-second": text,
        ramp: text,
        churn: text,
        role: text,
        probes: text,
        seed: text,
        scenario: text,
        "own-server": flag,
        "i-own-this-server": flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function whole(
  name: string,
  text: string | undefined,
  range: { readonly fallback: number; readonly least: number; readonly most: number },
): number {
  if (text === undefined) return range.fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < range.least || value > range.most)
    throw new UsageError(
      `--${name} must be a whole number from ${range.least} to ${range.most}, not "${text}".`,
    );
  return value;
}

/** The first choice is the default. */
function oneOf<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice {
  const choice = text === undefined ? choices[0] : choices.find((each) => each === text);
  if (choice === undefined)
    throw new UsageError(`--${name} must be one of ${choices.join(", ")}, not "${text}".`);
  return choice;
}

function endpointOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !["ws:", "wss:", "http:", "https:"].includes(url.protocol) || url.hostname === "")
    throw new UsageError(`--endpoint must be a URL like ws://127.0.0.1:2567, not "${text}".`);
  return `${url.protocol.replace("http", "ws")}//${url.host}`;
}
