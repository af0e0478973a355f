/** The signing secret of a development server: made once, then kept, so that tokens outlive a restart. */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The secret kept in `dataDir`, made there (readable by its owner alone) if there is none yet. */
export async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, "jwt-secret");
  const secret = randomBytes(48).toString("base64url");
  try {
    await writeFile(file, secret, { mode: 0o600, flag: "wx" });
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(file, "utf8")).trim();
  }
}
