/** All tables of the relational database, as TypeORM and `npm run db -- verify` know them. */
import type { EntitySchema } from "typeorm";
import type { DatabaseKind } from "../sql.ts";
import { apiKeyEntity } from "./apiKey.ts";
import { auditEntryEntity } from "./auditEntry.ts";
import { idempotencyKeyEntity } from "./idempotencyKey.ts";
import { loginSessionEntity } from "./loginSession.ts";
import { memberEntity } from "./member.ts";
import { settingEntity } from "./setting.ts";
import { spaceEntity } from "./space.ts";
import { userEntity } from "./user.ts";

/** The entities for a database of this kind; only the type of JSON columns differs. */
export function entitiesFor(kind: DatabaseKind): EntitySchema[] {
  return [
    userEntity(),
    loginSessionEntity(),
    spaceEntity(kind),
    memberEntity(),
    auditEntryEntity(kind),
    idempotencyKeyEntity(kind),
    settingEntity(),
    apiKeyEntity(),
  ] as EntitySchema[];
}
