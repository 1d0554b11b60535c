import { openHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { expect, it } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'

const CONFIGURATION = {
  history: { maxAlerts: 10 },
  alertmanager: { url: null, webhookToken: null },
} as unknown as HubConfiguration

const BODY = JSON.stringify({
  version: '4',
  groupKey: '{}',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'A' },
      startsAt: '2026-11-26T10:00:00Z',
      fingerprint: '0123456789abcdef',
    },
  ],
})

it('a webhook that comes before the history is open is to be sent again, and is kept then', async () => {
  const alerts = new HubAlerts({
    hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'shop' }, startedMs: 0, handlers: 0 },
    configuration: CONFIGURATION,
    tell: () => {},
    tellOwner: () => false,
    tellAttached: () => {},
  })
  expect(await alerts.takeWebhook(BODY)).toMatchObject({ status: 503 })
  expect(alerts.firing()).toEqual([])
  const history = openHistory({ dir: null })
  alerts.useHistory(history)
  expect(await alerts.takeWebhook(BODY)).toMatchObject({ status: 200 })
  expect(history.alerts.newest()).toMatchObject([{ alert: { name: 'A' }, told: null }])
  history.close()
})
