import type { Migration } from './migration.ts'

/** Processes that do not tell themselves apart may be of two services: each keeps its own runs. */
export const nameRunsByService: Migration = `
  UPDATE OR REPLACE runs SET key = namespace || char(10) || service || char(10) || key;
`
