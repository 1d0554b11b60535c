import type { AlertSummary } from '@cryo/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { AlertBook } from '../../src/alerts/alert-book.ts'
import { AlertWebhook } from '../../src/alerts/alert-webhook.ts'

const START = Date.parse('2026-11-26T10:00:00Z')

/** A webhook of Alertmanager's with one alert; times in minutes. */
function body(
  status: 'firing' | 'resolved',
  starts: number,
  ends = 0,
  fingerprint = '0123456789abcdef',
): string {
  const toTime = (minutes: number): string => new Date(START + minutes * 60_000).toISOString()
  return JSON.stringify({
    version: '4',
    groupKey: '{}',
    alerts: [
      {
        status,
        labels: { alertname: 'A' },
        startsAt: toTime(starts),
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : toTime(ends),
        fingerprint,
      },
    ],
  })
}

let firing: ReadonlySet<string> | null
let book: AlertBook
let changes: AlertSummary[][]
let webhook: AlertWebhook
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  firing = null
  changes = []
  book = new AlertBook(3)
  webhook = new AlertWebhook({
    book,
    alertmanager: { ask: async () => firing },
    onChange: (alerts) => changes.push([...alerts]),
  })
})

afterEach(() => {
  vi.useRealTimers()
})

const statusOf = async (text: string): Promise<number> => (await webhook.take(text)).status

describe('a message that may be an old one', () => {
  beforeEach(async () => {
    await webhook.take(body('firing', 0))
    await webhook.take(body('resolved', 0, 5))
  })

  it('is refused where Alertmanager says that the alert does not fire', async () => {
    firing = new Set(['ffffffffffffffff'])
    expect(await statusOf(body('firing', 0))).toBe(409)
    expect(webhook.counts).toMatchObject({ accepted: 2, replayed: 1 })
    expect(book.firing()).toEqual([])
  })

  it('is taken where Alertmanager says that it fires, or cannot be asked: better twice than never', async () => {
    vi.advanceTimersByTime(60_000)
    firing = new Set(['0123456789abcdef'])
    expect(await statusOf(body('firing', 0))).toBe(200)
    expect(book.firing()).toHaveLength(1)
    await webhook.take(body('resolved', 0, 6))
    vi.advanceTimersByTime(60_000)
    firing = null
    expect(await statusOf(body('firing', 0))).toBe(200)
    expect(webhook.counts).toMatchObject({ accepted: 5, replayed: 0 })
  })

  it('is to be sent again where the alert ended a moment ago: Prometheus may have yet to find out', async () => {
    firing = new Set(['0123456789abcdef'])
    expect(await statusOf(body('firing', 0))).toBe(503)
    expect(book.firing()).toEqual([])
    expect(await statusOf(body('resolved', 0, 5))).toBe(200)
    expect(webhook.counts).toMatchObject({ accepted: 2, repeated: 1, replayed: 0 })
  })

  it('is taken where the clock was set back since the end, which lies in the time to come', async () => {
    vi.setSystemTime(Date.now() - 3_600_000)
    firing = new Set(['0123456789abcdef'])
    expect(await statusOf(body('firing', 0))).toBe(200)
  })

  it('is no old one where the alert began after its last end', async () => {
    firing = new Set()
    expect(await statusOf(body('firing', 6))).toBe(200)
    // An end before that beginning is.
    expect(await statusOf(body('resolved', 0, 5))).toBe(409)
  })
})

it('what was resolved the longest ago makes room for others, what fires stays', async () => {
  const ids = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(16))
  await webhook.take(body('firing', 0, 0, ids[0]))
  await webhook.take(body('firing', 0, 0, ids[1]))
  await webhook.take(body('resolved', 0, 5, ids[1]))
  await webhook.take(body('firing', 0, 0, ids[2]))
  await webhook.take(body('firing', 0, 0, ids[3]))
  expect(Array.from(book.all, ({ alert }) => alert.fingerprint)).toEqual([ids[0], ids[2], ids[3]])
})

it('is remembered before Alertmanager is answered', async () => {
  const answer = webhook.take(body('firing', 0))
  expect(changes).toEqual([])
  await answer
  expect(changes).toMatchObject([[{ name: 'A', status: 'firing' }]])
})
