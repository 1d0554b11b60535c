import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { encodeChunk } from '../../src/series/chunk/encode-chunk.ts'
import { openSeriesHistory } from '../../src/series/open-series-history.ts'
import type { SeriesHistory } from '../../src/series/series-history.ts'
import { SERIES_MIGRATIONS } from '../../src/series/sqlite/series-database.ts'

const APPLICATION_ID = 0x6372796f
const START_MS = 1_780_002_000_000
const IDS = 2 ** 26

const LABELS = [
  { __name__: 'up', job: 'api', instance: 'a' },
  { __name__: 'up', job: 'api', instance: 'b "quoted" \\ ä 🙂' },
  { __name__: 'up', 10: 'ten', 9: 'nine', job: 'api' },
  {},
]

it('a file of the first version has the same series and samples, and takes more', () => {
  using dir = createTempDir()
  const block = Math.floor(START_MS / 7_200_000)
  const database = new DatabaseSync(join(dir.path, 'series.sqlite'))
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; ${SERIES_MIGRATIONS[0]}; PRAGMA user_version = 1`)
  for (const [index, labels] of LABELS.entries()) {
    const id = index + 1
    const samples = { timestamps: Float64Array.of(START_MS), values: Float64Array.of(id) }
    database.prepare('INSERT INTO series VALUES (?, ?, ?, ?)').run(id, JSON.stringify(labels), block, block)
    database.prepare('INSERT INTO chunks VALUES (?, ?)').run(block * IDS + id, encodeChunk(samples))
  }
  database.close()

  let history = openSeriesHistory({ dir: dir.path, nowMs: () => START_MS })
  expect(history.notices).toEqual([])
  expect(read(history)).toEqual(LABELS.map((labels, index) => [labels, index + 1]))
  // The same series, not others of the same labels.
  for (const [index, labels] of LABELS.entries()) expect(history.open(labels)).toBe(index + 1)
  const added = { __name__: 'up', job: 'api', instance: 'c' }
  expect(history.append(history.open(added) ?? -1, START_MS, 7)).toBe(true)
  history.close()
  history = openSeriesHistory({ dir: dir.path, nowMs: () => START_MS })
  expect(read(history)).toEqual([...LABELS.map((labels, index) => [labels, index + 1]), [added, 7]])
  history.close()
})

function read(history: SeriesHistory): unknown[] {
  return [...history.select([], 0, Infinity)].map(({ labels, values }) => [{ ...labels }, values[0]])
}
