import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { HistoryOptions } from '../src/history-options.ts'
import type { History } from '../src/history.ts'
import { openHistory } from '../src/open-history.ts'
import { aGroup, aRun } from './records.ts'

const DAY_MS = 86_400_000
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

/** A history with three runs a day, over so many days. */
function openWithRuns(days: number, options: Partial<HistoryOptions> = {}): void {
  history = openHistory({ dir: dir.path, ...options })
  for (let index = 0; index < days * 3; index++) {
    const startMs = START_MS + (index * DAY_MS) / 3
    history.runs.put(aRun({ runId: `run-${index}`, startMs, endMs: startMs, lastUpdateMs: startMs }))
  }
}

const runs = (): number => history.runs.ofJob('screening', '', 'screen mixtures', 10_000).length

/** One pass: until it says that there is no more. */
function pass(nowMs: number): number {
  let steps = 1
  while (history.expire(nowMs)) steps++
  return steps
}

describe('the retention', () => {
  it('deletes what is older, a day in a pass', () => {
    openWithRuns(10, { retentionDays: 5 })
    const nowMs = START_MS + 10 * DAY_MS
    expect(runs()).toBe(30)
    for (const left of [27, 24, 21, 18, 15, 15, 15]) {
      pass(nowMs)
      expect(runs()).toBe(left)
    }
    expect(history.runs.newest()[0]?.runId).toBe('run-29')
  })

  it('loses a day at the most in a pass of a clock that jumped, forward or back', () => {
    openWithRuns(10, { retentionDays: 5 })
    pass(START_MS + 375 * DAY_MS)
    expect(runs()).toBe(27)
    pass(START_MS - 355 * DAY_MS)
    expect(runs()).toBe(27)
  })

  it('keeps the newest run of a job, however old: the next one is compared with it', () => {
    openWithRuns(2, { retentionDays: 1 })
    for (let index = 0; index < 20; index++) pass(START_MS + 100 * DAY_MS)
    expect(history.runs.newest().map(({ runId }) => runId)).toEqual(['run-5'])
    expect(runs()).toBe(1)
  })

  it('deletes a few rows in each step', () => {
    history = openHistory({ dir: dir.path, retentionDays: 1 })
    for (let index = 0; index < 200; index++) {
      history.runs.put(aRun({ runId: `run-${index}`, startMs: index, endMs: index, lastUpdateMs: index }))
    }
    expect(history.expire(START_MS)).toBe(true)
    expect(runs()).toBe(168)
    expect(pass(START_MS)).toBeGreaterThan(4)
    expect(runs()).toBe(1)
  })

  it('keeps groups of errors six times as long, to know them again', () => {
    history = openHistory({ dir: dir.path, retentionDays: 2 })
    history.errorGroups.put([
      aGroup({ id: 'old', lastSeenMs: START_MS }),
      aGroup({ lastSeenMs: START_MS + DAY_MS }),
    ])
    pass(START_MS + 12 * DAY_MS)
    expect(history.errorGroups.newest()).toHaveLength(2)
    pass(START_MS + 12.5 * DAY_MS)
    expect(history.errorGroups.newest().map(({ id }) => id)).toEqual(['00000000000000a1'])
  })

  it('keeps no more than it may, the last seen longest', () => {
    openWithRuns(40, { maxRuns: 50, maxErrors: 20 })
    for (let index = 0; index < 60; index++) {
      history.errorGroups.put([aGroup({ id: `group-${index}`, lastSeenMs: START_MS + (index % 30) * 1000 })])
    }
    pass(START_MS)
    expect([runs(), history.errorGroups.newest().length]).toEqual([50, 20])
    expect(history.errorGroups.newest().at(-1)?.lastSeenMs).toBe(START_MS + 20_000)
    expect(history.runs.ofJob('screening', '', 'screen mixtures', 10_000).at(-1)?.runId).toBe('run-70')
  })
})
