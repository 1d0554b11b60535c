import { openHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { expect, it, vi } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'
import { Attachments } from '../../src/ownership/attachments.ts'

function createAlerts(maxAlerts = 10, told: object[] = []): HubAlerts {
  return new HubAlerts({
    hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'shop' }, startedMs: 0, handlers: 0 },
    configuration: {
      history: { maxAlerts },
      alertmanager: { url: null, webhookToken: null },
    } as unknown as HubConfiguration,
    tell: () => {},
    tellOwner: () => false,
    tellAttached: (_hubId, message) => told.push(message),
  })
}

function toBody(first: number, count: number): string {
  return JSON.stringify({
    version: '4',
    groupKey: '{}',
    alerts: Array.from({ length: count }, (_, index) => ({
      status: 'firing',
      labels: { alertname: 'A' },
      startsAt: '2026-11-26T10:00:00Z',
      fingerprint: (first + index).toString(16).padStart(16, '0'),
    })),
  })
}
const BODY = toBody(0, 1)

it('a webhook that comes before the history is open is to be sent again, and is kept then', async () => {
  const alerts = createAlerts()
  expect(await alerts.takeWebhook(BODY)).toMatchObject({ status: 503 })
  expect(alerts.firing()).toEqual([])
  const history = openHistory({ dir: null })
  alerts.useHistory(history)
  expect(await alerts.takeWebhook(BODY)).toMatchObject({ status: 200 })
  expect(history.alerts.newest()).toMatchObject([{ alert: { name: 'A' }, told: null }])
  history.close()
})

it('as many alerts as may be kept are known after a restart, and room is made for more', async () => {
  const history = openHistory({ dir: null, maxAlerts: 3000 })
  const before = createAlerts(3000)
  before.useHistory(history)
  for (let first = 0; first < 3000; first += 1000) await before.takeWebhook(toBody(first, 1000))
  const after = createAlerts(3000)
  after.useHistory(history)
  expect(after.firing()).toHaveLength(3000)
  await after.takeWebhook(toBody(3000, 1000))
  expect(after.firing()).toHaveLength(3000)
  history.close()
})

it('what is silenced is marked, also where it is known only from before a restart', async () => {
  const history = openHistory({ dir: null })
  const before = createAlerts()
  before.useHistory(history)
  await before.takeWebhook(BODY)
  const id = await before.silence({
    matchers: [{ name: 'alertname', value: 'A', isRegex: false, isEqual: true }],
    endsMs: Date.now() + 60_000,
    comment: 'known',
  })
  const after = createAlerts()
  after.useHistory(history)
  expect(after.firing()).toMatchObject([{ name: 'A', silenced: true }])
  await after.unsilence(id)
  expect(after.firing()).toMatchObject([{ name: 'A', silenced: false }])
  history.close()
})

it('nonsense of an attached process is answered or costs it its attachment, and nothing else', async () => {
  const history = openHistory({ dir: null })
  const told: object[] = []
  const alerts = createAlerts(10, told)
  alerts.useHistory(history)
  const hello = { hubId: 'attached', pid: 2, resource: {}, startedMs: 0, handlers: 1 }
  const attachments = new Attachments({
    onCome: (one) => alerts.meet(one),
    onGone: (one) => alerts.forget(one),
    onMessage: (one, message) => alerts.takeFromAttached(one, message),
  })
  const lines = [
    hello,
    { type: 'alertHandled', id: '1' },
    { type: 'alertHandlers', count: 'x' },
    { type: 'request', id: '1', name: 'silence', argument: { matchers: null } },
    { type: 'request', id: { toString: 1 }, name: 'alerts' },
  ]
  const body = new Blob(lines.map((line) => `${JSON.stringify(line)}\n`)).stream()
  await attachments.accept({ body, headers: new Headers(), signal: new AbortController().signal })
  await vi.waitFor(() => expect(attachments.size).toBe(0))
  expect(told).toEqual([{ type: 'failure', id: '1', message: 'this is no silence' }])
  expect(await alerts.unsilence('A')).toBe(0)
  history.close()
})
