import type { Migration } from './migration.ts'

/**
 * Runs of batch jobs. What they are looked up by stands in columns, the whole of it in `record`, of which `crc` tells
 * whether it still is what was written.
 */
export const createRuns: Migration = `
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    namespace TEXT NOT NULL,
    job TEXT NOT NULL,
    start_ms REAL NOT NULL,
    seen_ms REAL NOT NULL,
    is_open INTEGER NOT NULL,
    record TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX runs_of_job ON runs (service, namespace, job, start_ms);
  CREATE INDEX runs_by_age ON runs (seen_ms);
  CREATE INDEX runs_open ON runs (start_ms) WHERE is_open = 1;
`
