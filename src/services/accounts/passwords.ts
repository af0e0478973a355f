/** Passwords: argon2id, a few at a time, and never telling by its pace whether an account exists. */
import argon2 from "argon2";
import { AppError } from "../../errors.ts";

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at work at once: the thread pool has four, and the database and files need some too. */
const DEFAULT_AT_ONCE = 2;
/** Hashes that may wait, some ten seconds' worth; the next one is refused. */
const DEFAULT_MAX_WAITING = 500;

export interface Passwords {
  /** A PHC string. @throws AppError `unavailable` if too many are waiting. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and, after the same time, for an account without one (`hash` null). @throws AppError `unavailable`. */
  verify(hash: string | null, password: string): Promise<boolean>;
  /** `refused`: calls turned away because too many were waiting. */
  stats(): { readonly waiting: number; readonly refused: number };
}

export interface PasswordOptions {
  readonly atOnce?: number;
  readonly maxWaiting?: number;
  /** Tests may use less memory (KiB) than the 19,456 that production needs. */
  readonly memoryKib?: number;
}

/** Passwords with their queue: at most `atOnce` at work and `maxWaiting` behind them, first come first served. */
export async function createPasswords(options: PasswordOptions = {}): Promise<Passwords> {
  const cost = { ...COST, memoryCost: options.memoryKib ?? COST.memoryCost };
  const line = createLine(options.atOnce ?? DEFAULT_AT_ONCE, options.maxWaiting ?? DEFAULT_MAX_WAITING);
  const nobody = await argon2.hash("nobody has this password", cost);
  return {
    hash: (password) => line.run(() => argon2.hash(normal(password), cost)),
    verify: (hash, password) =>
      line.run(async () => {
        const matches = await argon2.verify(hash ?? nobody, normal(password));
        return matches && hash !== null;
      }),
    stats: line.stats,
  };
}

/** The same characters typed on another keyboard are the same password (RFC 8265 §4.2.2). */
function normal(password: string): string {
  return password.normalize("NFC");
}

function createLine(atOnce: number, maxWaiting: number) {
  const waiting: (() => void)[] = [];
  let working = 0;
  let refused = 0;
  return {
    async run<Result>(work: () => Promise<Result>): Promise<Result> {
      if (working >= atOnce) {
        if (waiting.length >= maxWaiting) {
          refused += 1;
          throw new AppError("unavailable", "Too many logins at once; try again in a moment.", {
            retryAfterSeconds: 2,
          });
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        working += 1;
      }
      try {
        return await work();
      } finally {
        // Whoever waits takes over the place that becomes free.
        const next = waiting.shift();
        if (next) next();
        else working -= 1;
      }
    },
    stats: () => ({ waiting: waiting.length, refused }),
  };
}
