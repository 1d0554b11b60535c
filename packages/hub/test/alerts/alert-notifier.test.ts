import type { Alert, AlertSummary, HandlerOutcome } from '@cryo/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { AlertBook } from '../../src/alerts/alert-book.ts'
import { AlertNotifier } from '../../src/alerts/alert-notifier.ts'
import { AlertReceivers } from '../../src/alerts/alert-receivers.ts'

const OK: HandlerOutcome = { called: 1, failed: 0 }

let book: AlertBook
let receivers: AlertReceivers
let notifier: AlertNotifier
/** What was sent: to whom, by which id, and about what. */
let sent: { readonly to: string; readonly id: string; readonly alert: Alert }[]
let repeatSeconds: number | null
const createNotifier = (): AlertNotifier =>
  new AlertNotifier({
    book,
    receivers,
    repeatSeconds: () => repeatSeconds,
    isSilenced: ({ silenced }) => silenced === 'yes',
    onTold: () => {},
  })
beforeEach(() => {
  repeatSeconds = null
  vi.useFakeTimers()
  sent = []
  book = new AlertBook(100)
  receivers = new AlertReceivers()
  notifier = createNotifier()
})
afterEach(() => {
  vi.useRealTimers()
})

function attach(to: string, startedMs: number): void {
  const send = (id: string, alert: Alert): void => void sent.push({ to, id, alert })
  receivers.add(to, { service: 'shop', namespace: '', startedMs, handlers: 1, send })
}

function put(fingerprint: string, status: AlertSummary['status'], groupKey = 'group', message = ''): void {
  const alert: AlertSummary = {
    name: fingerprint,
    severity: 'warning',
    message,
    source: '',
    status,
    startsAt: new Date(0),
    endsAt: status === 'firing' ? null : new Date(1),
    value: null,
    threshold: null,
    labels: { service_name: 'shop' },
    annotations: {},
    runbookUrl: null,
    fingerprint,
    silenced: false,
  }
  book.put(alert, { groupKey, truncated: 0 }, Date.now())
  notifier.work()
}

/** Lets time pass as the hub does: it works each second. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await vi.advanceTimersByTimeAsync(1000)
    notifier.work()
  }
}

/** What was told: to whom, of which alerts, and what became of them. */
const told = (): string[] =>
  sent.map(({ to, alert }) => `${to} ${alert.alerts.map(({ name }) => name).join('+')} ${alert.status}`)

describe('a process', () => {
  beforeEach(() => attach('first', 1))

  it('is told once of an alert that two receivers of Alertmanager send', async () => {
    put('a', 'firing', 'one')
    put('a', 'firing', 'two')
    await pass(1)
    receivers.answer('first', sent[0]?.id ?? '', OK)
    await pass(1)
    expect(told()).toEqual(['first a firing'])
    put('a', 'resolved', 'two')
    put('a', 'resolved', 'one')
    await pass(1)
    expect(told()).toEqual(['first a firing', 'first a resolved'])
  })

  it('whose loop is blocked is asked again by the same id, so that its handlers run once, and never given up', async () => {
    put('a', 'firing')
    await pass(300)
    put('a', 'resolved')
    await pass(300)
    expect(sent.length).toBeGreaterThan(30)
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    // The answer to the first is as good as one to the last.
    receivers.answer('first', sent[0]?.id ?? '', OK)
    const { length } = sent
    await pass(1)
    receivers.answer('first', sent.at(-1)?.id ?? '', OK)
    await pass(60)
    expect(told().slice(length)).toEqual(['first a resolved'])
    expect(notifier.counts).toEqual({ success: 2, failure: 0 })
  })

  it('whose handlers fail is asked three times, by another id each; a later alert of the group has its own three', async () => {
    put('a', 'firing')
    for (const _ of Array(3)) {
      receivers.answer('first', sent.at(-1)?.id ?? '', { called: 2, failed: 2 })
      await pass(40)
    }
    expect(told()).toEqual(Array(3).fill('first a firing'))
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3)
    put('b', 'firing')
    receivers.answer('first', sent.at(-1)?.id ?? '', { called: 2, failed: 2 })
    await pass(40)
    receivers.answer('first', sent.at(-1)?.id ?? '', { called: 2, failed: 1 })
    await pass(40)
    expect(told().slice(3)).toEqual(Array(2).fill('first b+a firing'))
    expect(notifier.counts).toEqual({ success: 1, failure: 4 })
  })

  it('is told of what fired and then of what was resolved, in order, also where it flaps meanwhile', async () => {
    put('a', 'firing')
    put('a', 'resolved')
    put('b', 'firing')
    receivers.answer('first', sent[0]?.id ?? '', OK)
    await pass(1)
    receivers.answer('first', sent[1]?.id ?? '', OK)
    await pass(1)
    expect(told()).toEqual(['first a firing', 'first b firing', 'first a+b resolved'])
  })

  it('is given as much of a group as fits into a line', async () => {
    receivers.setHandlers('first', 0)
    for (let index = 0; index < 50; index++) put(String(index), 'firing', 'group', 'm'.repeat(100_000))
    receivers.setHandlers('first', 1)
    await pass(1)
    expect(JSON.stringify(sent[0]?.alert).length).toBeLessThan(3 * 1024 * 1024)
    expect(sent[0]?.alert).toMatchObject({ count: 50, alerts: { length: 20 } })
  })

  it('that answers nonsense is asked again, and nothing breaks', async () => {
    put('a', 'firing')
    receivers.answer('first', sent[0]?.id ?? '', { called: 0, failed: 0 })
    receivers.answer('first', 'of nobody', OK)
    await pass(1)
    expect(told()).toEqual(['first a firing', 'first a firing'])
  })
})

it('another process is asked where one does not answer, and by the same id by the next owner', async () => {
  attach('first', 1)
  attach('second', 2)
  put('a', 'firing')
  put('b', 'firing')
  await pass(16)
  expect(told()).toEqual(['first a firing', 'second a firing'])
  // The owner dies, the book is that of its history.
  notifier = createNotifier()
  receivers.remove('first')
  receivers.remove('second')
  attach('second', 2)
  for (const known of book.all) known.told = known.alert.name === 'b' ? 'firing' : null
  notifier.work()
  expect(sent.at(-1)).toMatchObject({ to: 'second', id: sent[0]?.id })
})

it('where nobody has handlers any more, the next process that has some is told how things are then', async () => {
  attach('first', 1)
  put('a', 'firing')
  receivers.remove('first')
  await pass(1)
  put('a', 'resolved')
  put('b', 'firing')
  await pass(1)
  attach('second', 2)
  notifier.work()
  expect(told().slice(1)).toEqual(['second b firing'])
})

it('whoever comes later is not told of what was over long before, unless somebody heard of its beginning', async () => {
  attach('first', 1)
  put('heard', 'firing', '1')
  receivers.answer('first', sent[0]?.id ?? '', OK)
  await pass(1)
  receivers.setHandlers('first', 0)
  put('heard', 'resolved', '1')
  put('unheard', 'firing', '2')
  put('unheard', 'resolved', '2')
  put('on', 'firing', '3')
  await vi.advanceTimersByTimeAsync(3_600_000)
  put('new', 'resolved', '4')
  receivers.setHandlers('first', 1)
  await pass(1)
  expect(told().slice(1)).toEqual(['first heard resolved', 'first on firing', 'first new resolved'])
})

describe('whoever wants reminders', () => {
  beforeEach(() => {
    attach('first', 1)
    repeatSeconds = 600
  })

  it('is told again of what fires still, by another id, and not once it has ended', async () => {
    put('a', 'firing')
    receivers.answer('first', sent[0]?.id ?? '', OK)
    await pass(599)
    expect(told()).toEqual(['first a firing'])
    await pass(2)
    expect(told()).toEqual(['first a firing', 'first a firing'])
    expect(sent[1]?.id).not.toBe(sent[0]?.id)
    receivers.answer('first', sent[1]?.id ?? '', OK)
    put('a', 'resolved')
    await pass(1)
    receivers.answer('first', sent[2]?.id ?? '', OK)
    await pass(2000)
    expect(told()).toEqual(['first a firing', 'first a firing', 'first a resolved'])
  })

  it('is not reminded of what is silenced', async () => {
    put('a', 'firing')
    receivers.answer('first', sent[0]?.id ?? '', OK)
    await pass(1)
    const known = book.find('a')
    if (known !== undefined) known.alert = { ...known.alert, labels: { silenced: 'yes' } }
    await pass(700)
    expect(told()).toEqual(['first a firing'])
  })
})

describe('a group that the hub made', () => {
  beforeEach(() => attach('first', 1))

  it('of a thousand alerts within a minute is told at once, and what follows a minute later, together', async () => {
    book = new AlertBook(1000)
    notifier = createNotifier()
    const group = 'hub:["a","","shop",""]'
    for (let index = 0; index < 1000; index++) {
      put(`a${index}`, 'firing', group)
      if (index % 20 !== 0) continue
      receivers.answer('first', sent.at(-1)?.id ?? '', OK)
      await pass(1)
    }
    await pass(12)
    receivers.answer('first', sent.at(-1)?.id ?? '', OK)
    await pass(120)
    expect(sent.map(({ alert }) => alert.count)).toEqual([1, 1000])
    expect(notifier.counts).toEqual({ success: 2, failure: 0 })
  })

  it('ends at once, though it began a moment ago', async () => {
    put('a', 'firing', 'hub:[]')
    receivers.answer('first', sent[0]?.id ?? '', OK)
    await pass(1)
    put('a', 'resolved', 'hub:[]')
    await pass(1)
    expect(told()).toEqual(['first a firing', 'first a resolved'])
  })
})
