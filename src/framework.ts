/** How a game author starts a server: inside a program of their own, or as a process. */
import { startApp } from "./app.config.ts";
import type { Game } from "./game.ts";

export { runProcess as run } from "./process.ts";

/** A server that serves. */
export interface RunningServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, or with the one address that HOST names. Clients of the SDK use it as `ws://…`. */
  readonly url: string;
  /**
   * Drains: no more joins, `/readyz` answers 503, live spaces are saved and their clients closed with 4010; then port,
   * threads and files are let go. Calling it again waits for the same end.
   */
  close(): Promise<void>;
}

/**
 * A running server with `game` in it, on the settings that `env` holds (docs/configuration.md; default: the process'
 * environment). It installs no signal handlers and prints nothing but its log: `run` is this as a process of its own.
 * A process runs one server at a time.
 * @throws ConfigError listing every bad setting; Error if the game's parts do not fit together; AppError `conflict` if
 * the data folder is in use; the system's error if the port is.
 */
export async function createApp(
  game: Game = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<RunningServer> {
  const { port, url, close } = await startApp(game, env);
  return { port, url, close };
}
