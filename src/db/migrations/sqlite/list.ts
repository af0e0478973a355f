/** Oldest first. `npm run db -- create-migration` adds to both databases' lists. */
import { AccountsAndSpaces1795219200000 } from "./1795219200000-accountsAndSpaces.ts";
import { Operations1795219200001 } from "./1795219200001-operations.ts";

export const sqliteMigrations = [AccountsAndSpaces1795219200000, Operations1795219200001];
