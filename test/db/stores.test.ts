import { accountStoreContract } from "../contracts/accountStore.ts";
import { operationsStoreContract } from "../contracts/operationsStore.ts";
import { spaceStoreContract } from "../contracts/spaceStore.ts";
import { withPostgres } from "../helpers/postgres.ts";
import { type OpenStores, openPostgresStores, openSqliteStores } from "../helpers/stores.ts";

const CONTRACTS = [accountStoreContract, spaceStoreContract, operationsStoreContract];

for (const contract of CONTRACTS) contract("SQLite", openSqliteStores);

describe("stores on PostgreSQL", () => {
  const postgres = withPostgres();
  const open = (): Promise<OpenStores> => openPostgresStores(postgres.url);
  for (const contract of CONTRACTS) contract("PostgreSQL", open);
});
