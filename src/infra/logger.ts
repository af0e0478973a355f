/** The log: one JSON object a line on standard output and, if wanted, in files that rotate. */
import { once } from "node:events";
import pino from "pino";
import rollingFile from "pino-roll";
import type { Log } from "../services/operations/instruments.ts";

/** A log file is closed at this size, and at midnight. */
const FILE_SIZE = "20m";
/** Closed log files that are kept beside the open one. */
const FILES_KEPT = 14;

const SECRET_NAMES = [
  "authorization",
  "cookie",
  "password",
  "current_password",
  "new_password",
  "passwordHash",
  "token",
  "access_token",
  "refresh_token",
  "refreshHash",
  "accessToken",
  "refreshToken",
  "jwtSecret",
  "metricsToken",
  "apiKey",
];

export interface LoggerOptions {
  /** trace, debug, info, warn, error, fatal or silent. */
  readonly level: string;
  /** Also write here: `server.log` becomes `server.<yyyy-MM-dd>.<n>.log`, rotated at 20 MB and at midnight, 14 old ones kept. */
  readonly file: string | null;
  /** Instead of standard output. */
  readonly out?: pino.DestinationStream;
}

export interface Logger extends Log {
  /** Writes what is pending and closes the file. */
  close(): Promise<void>;
}

/** A logger. @throws if the log file cannot be opened. */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const file = options.file === null ? null : await openFile(options.file);
  const out = options.out ?? pino.destination({ dest: 1, sync: false });
  const log = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: "[hidden]",
      },
    },
    file === null
      ? out
      : pino.multistream([
          { stream: out, level: "trace" },
          { stream: file, level: "trace" },
        ]),
  );
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    async close() {
      await new Promise<void>((resolve) => log.flush(() => resolve()));
      if (!file) return;
      file.end();
      await once(file, "close");
    },
  };
}

async function openFile(path: string): Promise<ReturnType<typeof pino.destination>> {
  const stream = await rollingFile({
    file: path,
    size: FILE_SIZE,
    frequency: "daily",
    dateFormat: "yyyy-MM-dd",
    mkdir: true,
    limit: { count: FILES_KEPT },
  });
  await once(stream, "ready");
  return stream;
}
