import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { History } from '../src/history.ts'
import { openHistory } from '../src/open-history.ts'
import type { AlertRecord } from '../src/records.ts'

const START_MS = 1_750_000_000_000

let dir: TempDir
let history: History
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => {
  history.close()
  dir[Symbol.dispose]()
})

function anAlert(index: number, status: 'firing' | 'resolved' = 'firing'): AlertRecord {
  return {
    alert: {
      name: `A${index}`,
      severity: 'warning',
      message: '',
      source: '',
      status,
      startsMs: START_MS,
      endsMs: null,
      value: null,
      threshold: null,
      labels: { alertname: `A${index}` },
      annotations: {},
      runbookUrl: null,
      fingerprint: index.toString(16).padStart(16, '0'),
      silenced: false,
    },
    groupKey: '{}',
    truncated: 0,
    told: status,
    changedMs: START_MS + index,
  }
}

it('a message of a thousand alerts is kept as a whole', () => {
  history = openHistory({ dir: dir.path })
  history.alerts.put(Array.from({ length: 1000 }, (_, index) => anAlert(index)))
  expect([history.waiting, history.lost]).toEqual([0, 0])
  expect(history.alerts.newest()).toHaveLength(1000)
})

it('alerts that fire are kept and read before others, however long ago they began', () => {
  history = openHistory({ dir: dir.path, maxAlerts: 10 })
  const firing = Array.from({ length: 5 }, (_, index) => anAlert(index))
  const resolved = Array.from({ length: 20 }, (_, index) => anAlert(100 + index, 'resolved'))
  history.alerts.put([...firing, ...resolved])
  while (history.expire(START_MS + 1000));
  const names = history.alerts.newest().map(({ alert }) => alert.name)
  expect(names).toHaveLength(10)
  expect(names.slice(0, 6)).toEqual(['A4', 'A3', 'A2', 'A1', 'A0', 'A119'])
  expect(history.alerts.newest(5).map(({ alert }) => alert.status)).not.toContain('resolved')
})
