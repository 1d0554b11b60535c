import { existsSync } from 'node:fs'

import type { ErrorGroupRecord, History } from '@cryo/history'
import { createTempDir } from '@cryo/testing'
import { expect, it, vi } from 'vitest'

import { SeriesStore } from '../../src/metrics/series-store.ts'
import { OwnedHistory } from '../../src/history/owned-history.ts'

const SETTINGS = { retentionDays: 14, maxErrors: 1000, maxAlerts: 1000, maxBytes: 64 * 1024 * 1024 }

it('is there while its folder is owned, and tells of both ends', () => {
  using dir = createTempDir()
  const told: (History | null)[] = []
  const owned = new OwnedHistory(dir.path, SETTINGS, new SeriesStore(), (history) => told.push(history))
  owned.expire()
  owned.close()
  expect([owned.current, told, existsSync(dir.file('history.sqlite'))]).toEqual([null, [], false])
  owned.open()
  const first = owned.current
  owned.open()
  owned.configure({ ...SETTINGS })
  expect([owned.current, told]).toEqual([first, [first]])
  owned.configure({ ...SETTINGS, retentionDays: 7 })
  const second = owned.current
  expect(second).not.toBe(first)
  expect(told).toEqual([first, null, second])
  owned.close()
  expect([owned.current, told.at(-1)]).toEqual([null, null])
  // The next owner finds it free.
  const next = new OwnedHistory(dir.path, SETTINGS, new SeriesStore(), () => {})
  next.open()
  expect(next.current?.file).toBe(dir.file('history.sqlite'))
  next.close()
})

it('can still be written when it is about to be closed', () => {
  using dir = createTempDir()
  const writable: boolean[] = []
  const owned = new OwnedHistory(dir.path, SETTINGS, new SeriesStore(), () => {
    owned.current?.errorGroups.put([])
    writable.push(owned.current?.waiting === 0)
  })
  owned.open()
  owned.close()
  expect(writable).toEqual([true, true])
})

it('deletes at a call what came since the last one, though that is much', () => {
  using dir = createTempDir()
  vi.useFakeTimers({ toFake: ['performance'] })
  const owned = new OwnedHistory(dir.path, { ...SETTINGS, maxErrors: 10 }, new SeriesStore(), () => {})
  owned.open()
  owned.current?.errorGroups.put(Array.from({ length: 400 }, (_, index) => aGroup(`g${index}`)))
  vi.advanceTimersByTime(60_001)
  owned.expire()
  expect(owned.current?.errorGroups.newest()).toHaveLength(10)
  owned.close()
  vi.useRealTimers()
})

function aGroup(id: string): ErrorGroupRecord {
  const seenMs = Date.now()
  return { service: 'shop', id, firstSeenMs: seenMs, lastSeenMs: seenMs } as unknown as ErrorGroupRecord
}
