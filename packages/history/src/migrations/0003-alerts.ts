import type { Migration } from './migration.ts'

/** Alerts and silences, as runs are kept: columns to look them up by, and the record. */
export const createAlerts: Migration = `
  CREATE TABLE alerts (
    fingerprint TEXT PRIMARY KEY,
    seen_ms REAL NOT NULL,
    is_firing INTEGER NOT NULL,
    record TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX alerts_by_age ON alerts (seen_ms);
  CREATE TABLE silences (
    id TEXT PRIMARY KEY,
    seen_ms REAL NOT NULL,
    record TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX silences_by_age ON silences (seen_ms);
`
