import type { Migration } from './migration.ts'

/** Runs of processes that were not attached: they take no more than a part of the room. */
export const markForeignRuns: Migration = `
  ALTER TABLE runs ADD COLUMN is_foreign INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX runs_foreign ON runs (seen_ms) WHERE is_foreign = 1;
`
