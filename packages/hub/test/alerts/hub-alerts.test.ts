import { openHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { expect, it } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'

function createAlerts(maxAlerts = 10): HubAlerts {
  return new HubAlerts({
    hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'shop' }, startedMs: 0, handlers: 0 },
    configuration: {
      history: { maxAlerts },
      alertmanager: { url: null, webhookToken: null },
    } as unknown as HubConfiguration,
    tell: () => {},
    tellOwner: () => false,
    tellAttached: () => {},
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

it('as many alerts as may be kept are known after a restart, and room is made for more without a wait', async () => {
  const history = openHistory({ dir: null, maxAlerts: 3000 })
  const before = createAlerts(3000)
  before.useHistory(history)
  for (let first = 0; first < 3000; first += 1000) await before.takeWebhook(toBody(first, 1000))
  const after = createAlerts(3000)
  after.useHistory(history)
  expect(after.firing()).toHaveLength(3000)
  const began = performance.now()
  await after.takeWebhook(toBody(3000, 1000))
  expect(performance.now() - began).toBeLessThan(1000)
  expect(after.firing()).toHaveLength(3000)
  history.close()
})
