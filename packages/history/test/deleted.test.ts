import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { openHistory } from '../src/open-history.ts'
import { openSeriesHistory } from '../src/series/open-series-history.ts'
import { aRun } from './records.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('a folder that was deleted is made again, and what comes then is found after a restart', () => {
  using parent = createTempDir()
  const dir = parent.file('monitoring')
  const problems: string[] = []
  const open = () => openHistory({ dir, onProblem: (sentence) => problems.push(sentence) })
  renameSync(createTempDir().path, dir)
  const history = open()
  history.runs.put(aRun({ runId: 'before' }))
  rmSync(dir, { recursive: true })
  vi.advanceTimersByTime(1000)
  history.runs.put(aRun({ runId: 'after' }))
  expect(problems).toEqual([
    `the history ${join(dir, 'history.sqlite')} was deleted or replaced while it was in use: it begins anew`,
  ])
  history.close()
  const reopened = open()
  expect(reopened.runs.newest().map(({ runId }) => runId)).toEqual(['after'])
  reopened.close()
})

it('series go on in the file that takes the place of one that was deleted', () => {
  using dir = createTempDir()
  const problems: string[] = []
  const open = () => openSeriesHistory({ dir: dir.path, onProblem: (sentence) => problems.push(sentence) })
  const history = open()
  const handle = history.open({ __name__: 'up' }) ?? -1
  const nowMs = Date.now()
  history.append(handle, nowMs - 10_000, 1)
  history.flush()
  rmSync(dir.file('series.sqlite'))
  vi.advanceTimersByTime(1000)
  history.append(handle, nowMs, 2)
  history.flush()
  history.close()
  expect(problems).toHaveLength(1)
  expect(existsSync(dir.file('series.sqlite'))).toBe(true)
  const reopened = open()
  const found = [...reopened.select([{ name: '__name__', op: '=', value: 'up' }], 0, Infinity)]
  expect(found.map(({ values }) => values.at(-1))).toEqual([2])
  reopened.close()
})
