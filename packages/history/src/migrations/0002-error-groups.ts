import type { Migration } from './migration.ts'

/** Groups of errors, as runs are kept: columns to look them up by, and the record. */
export const createErrorGroups: Migration = `
  CREATE TABLE error_groups (
    service TEXT NOT NULL,
    id TEXT NOT NULL,
    seen_ms REAL NOT NULL,
    record TEXT NOT NULL,
    crc INTEGER NOT NULL,
    PRIMARY KEY (service, id)
  ) STRICT;
  CREATE INDEX error_groups_by_age ON error_groups (seen_ms);
`
