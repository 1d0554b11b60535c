import type { DatabaseSync } from 'node:sqlite'

import type { Migration } from '../../migrations/migration.ts'
import type { DatabaseKind } from '../../sqlite/mending-database.ts'
import { ChunkTable } from './chunk-table.ts'
import { JournalTable } from './journal-table.ts'
import { PairTable } from './pair-table.ts'
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
  // Each pair of name and value once: series are numbers, which are read many times as fast.
  `
  CREATE TABLE pairs (id INTEGER PRIMARY KEY, pair TEXT NOT NULL) STRICT;
  INSERT INTO pairs (pair) SELECT DISTINCT json_array(label.key, label.value) FROM series, json_each(series.labels) AS label;
  CREATE UNIQUE INDEX pair_texts ON pairs (pair);
  CREATE TABLE numbered (id INTEGER PRIMARY KEY, pairs TEXT NOT NULL, first_block INTEGER NOT NULL, last_block INTEGER NOT NULL) STRICT;
  INSERT INTO numbered SELECT id, coalesce((
    SELECT group_concat(pairs.id ORDER BY pairs.id)
    FROM json_each(series.labels) AS label JOIN pairs ON pairs.pair = json_array(label.key, label.value)
  ), ''), first_block, last_block FROM series;
  DROP INDEX pair_texts;
  DROP TABLE series;
  ALTER TABLE numbered RENAME TO series;
  `,
]

/** What is asked of the database of series. */
export interface SeriesTables {
  readonly database: DatabaseSync
  readonly pairs: PairTable
  readonly series: SeriesTable
  readonly chunks: ChunkTable
  readonly journal: JournalTable
}

/** The database of series: their labels, their chunks, and what is in no chunk yet. */
export const SERIES_DATABASE: DatabaseKind<SeriesTables> = {
  name: 'series',
  title: 'the history of series',
  migrations: SERIES_MIGRATIONS,
  cacheKib: 768,
  toTables: (database) => ({
    database,
    pairs: new PairTable(database),
    series: new SeriesTable(database),
    chunks: new ChunkTable(database),
    journal: new JournalTable(database),
  }),
  shed: ({ chunks }) => chunks.removeBefore(Number.MAX_SAFE_INTEGER, ROOM_CHUNKS) > 0,
}
