import { EntitySchema } from "typeorm";

/** A row of `settings`. */
export interface SettingRow {
  readonly name: string;
  readonly value: string;
}

export function settingEntity(): EntitySchema<SettingRow> {
  return new EntitySchema<SettingRow>({
    name: "settings",
    columns: {
      name: { type: "text", primary: true, primaryKeyConstraintName: "settings_pk" },
      value: { type: "text" },
    },
  });
}
