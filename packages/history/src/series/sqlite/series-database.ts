import type { DatabaseSync } from 'node:sqlite'

import type { Migration } from '../../migrations/migration.ts'
import type { DatabaseKind } from '../../sqlite/mending-database.ts'
import { ChunkTable } from './chunk-table.ts'
import { JournalTable } from './journal-table.ts'
import { SeriesTable } from './series-table.ts'

/** Chunks that make room for others where the size is reached. */
const ROOM_CHUNKS = 64

/** Every step in order. One that was released never changes. */
export const SERIES_MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE series (id INTEGER PRIMARY KEY, labels TEXT NOT NULL, first_block INTEGER NOT NULL, last_block INTEGER NOT NULL) STRICT;
  CREATE TABLE chunks (key INTEGER PRIMARY KEY, samples BLOB NOT NULL) STRICT;
  CREATE TABLE journal (id INTEGER PRIMARY KEY AUTOINCREMENT, last_ms REAL NOT NULL, samples BLOB NOT NULL) STRICT;
  `,
]

/** What is asked of the database of series. */
export interface SeriesTables {
  readonly database: DatabaseSync
  readonly series: SeriesTable
  readonly chunks: ChunkTable
  readonly journal: JournalTable
}

/** The database of series: their labels, their chunks, and what is in no chunk yet. */
export const SERIES_DATABASE: DatabaseKind<SeriesTables> = {
  name: 'series',
  title: 'the history of series',
  migrations: SERIES_MIGRATIONS,
  cacheKib: 2048,
  toTables: (database) => ({
    database,
    series: new SeriesTable(database),
    chunks: new ChunkTable(database),
    journal: new JournalTable(database),
  }),
  shed: ({ chunks }) => chunks.removeBefore(Number.MAX_SAFE_INTEGER, ROOM_CHUNKS) > 0,
}
