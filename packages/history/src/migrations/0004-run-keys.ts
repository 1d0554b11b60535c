import type { Migration } from './migration.ts'

/** Two processes may say that their runs have the same id: each keeps its own. A damaged record keeps the key that it has. */
export const nameRunsByProcess: Migration = `
  UPDATE runs SET run_id = json_extract(record, '$.instanceId') || char(10) || run_id WHERE json_valid(record);
  ALTER TABLE runs RENAME COLUMN run_id TO key;
`
