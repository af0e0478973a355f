/** Oldest first. `npm run db -- create-migration` adds to both databases' lists. */
import { AccountsAndSpaces1795219200000 } from "./1795219200000-accountsAndSpaces.ts";
import { Operations1795219200001 } from "./1795219200001-operations.ts";
import { SpacesByWorld1795219200005 } from "./1795219200005-spacesByWorld.ts";
import { ApiKeys1795219200006 } from "./1795219200006-apiKeys.ts";

export const postgresMigrations = [
  AccountsAndSpaces1795219200000,
  Operations1795219200001,
  SpacesByWorld1795219200005,
  ApiKeys1795219200006,
];
