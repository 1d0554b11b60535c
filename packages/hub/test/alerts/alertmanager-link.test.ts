import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { openHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { expect, it } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'

function createAlerts(url: string): HubAlerts {
  return new HubAlerts({
    hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'shop' }, startedMs: 0, handlers: 0 },
    configuration: {
      history: { maxAlerts: 10 },
      alertmanager: { url, webhookToken: null },
    } as unknown as HubConfiguration,
    tell: () => {},
    tellOwner: () => false,
    tellAttached: () => {},
  })
}

const REQUEST = {
  matchers: [{ name: 'alertname', value: 'A', isRegex: false, isEqual: true }],
  endsMs: Date.now() + 3_600_000,
  comment: 'why',
}

it('who silences waits 3 s for an Alertmanager that never answers, however many do, and no questions pile up', async () => {
  let asked = 0
  const server = createServer(() => asked++)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const alerts = createAlerts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const history = openHistory({ dir: null })
  alerts.useHistory(history)
  const began = performance.now()
  const ids = await Promise.all(Array.from({ length: 20 }, () => alerts.silence(REQUEST)))
  expect(performance.now() - began).toBeLessThan(5000)
  expect(new Set(ids).size).toBe(20)
  expect(history.silences.newest()).toHaveLength(20)
  expect(asked).toBe(1)
  server.closeAllConnections()
  server.close()
  history.close()
})

it('who silences is told where Alertmanager refuses it', async () => {
  const server = createServer((request, response) =>
    request.method === 'POST' ? response.writeHead(400).end('bad matcher') : response.end('[]'),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const alerts = createAlerts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const history = openHistory({ dir: null })
  alerts.useHistory(history)
  await expect(alerts.silence(REQUEST)).rejects.toThrow('400: bad matcher')
  expect(history.silences.newest()[0]?.endsMs).toBeLessThan(REQUEST.endsMs)
  server.close()
  history.close()
})
