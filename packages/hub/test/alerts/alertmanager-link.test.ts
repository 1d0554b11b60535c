import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { openHistory } from '@cryo/history'
import type { HubConfiguration } from '@cryo/protocol'
import { afterEach, expect, it, vi } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'

const HELLO = { hubId: 'attached', pid: 2, resource: {}, startedMs: 0, handlers: 0 }

function createAlerts(url: string, told: object[] = []): HubAlerts {
  return new HubAlerts({
    hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'shop' }, startedMs: 0, handlers: 0 },
    configuration: {
      history: { maxAlerts: 10 },
      alertmanager: { url, webhookToken: null },
    } as unknown as HubConfiguration,
    tell: () => {},
    tellOwner: () => false,
    tellAttached: (_hubId, message) => told.push(message),
  })
}

afterEach(() => {
  vi.useRealTimers()
})

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

it('of ten thousand alerts the worst thousand are shown, and an attached process is answered', async () => {
  let size = 100
  const server = createServer((request, response) => {
    const alerts = Array.from({ length: 10_000 }, (_, index) => ({
      labels: { alertname: 'A', severity: index % 20 === 0 ? 'critical' : 'info' },
      annotations: index % 20 === 0 ? { summary: 's'.repeat(size) } : {},
      startsAt: '2026-11-26T10:00:00Z',
      fingerprint: index.toString(16).padStart(16, '0'),
      status: { state: 'active' },
    }))
    response.end(JSON.stringify(request.url === '/api/v2/alerts' ? alerts : []))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const told: object[] = []
  const alerts = createAlerts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, told)
  alerts.useHistory(openHistory({ dir: null }))
  const ask = async (): Promise<void> => {
    await alerts.unsilence('nothing')
    const before = told.length
    alerts.takeFromAttached(HELLO, { type: 'request', id: '1', name: 'alerts' })
    await vi.waitFor(() => expect(told.length).toBe(before + 1))
  }
  await ask()
  const firing = alerts.firing()
  expect(firing).toHaveLength(1000)
  expect(firing.filter(({ severity }) => severity === 'critical')).toHaveLength(500)
  expect(told).toMatchObject([{ type: 'answer' }])
  size = 4000
  await ask()
  expect(told[1]).toMatchObject({ type: 'failure', message: expect.stringContaining('too long') as unknown })
  server.close()
})

it('an alert of which Alertmanager has known nothing for ten minutes has ended, not one that it is about to learn of', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const fingerprint = '0123456789abcdef'
  const alert = { labels: { alertname: 'A' }, annotations: {}, startsAt: '2026-11-26T10:00:00Z', fingerprint }
  let there: object[] | null = [alert]
  const server = createServer((request, response) => {
    if (there === null) response.writeHead(503).end()
    else response.end(JSON.stringify(request.url === '/api/v2/alerts' ? there : []))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const alerts = createAlerts(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const history = openHistory({ dir: null })
  alerts.useHistory(history)
  await alerts.takeWebhook(
    JSON.stringify({ version: '4', groupKey: 'g', alerts: [{ ...alert, status: 'firing' }] }),
  )
  const statusAfter = async (minutes: number): Promise<string | undefined> => {
    vi.advanceTimersByTime(minutes * 60_000)
    await alerts.unsilence('nothing')
    return history.alerts.newest()[0]?.alert.status
  }
  expect(await statusAfter(20)).toBe('firing')
  // It is down for some time, and knows nothing for some more.
  there = []
  expect(await statusAfter(1)).toBe('firing')
  there = null
  expect(await statusAfter(20)).toBe('firing')
  there = []
  expect(await statusAfter(1)).toBe('firing')
  expect(await statusAfter(9)).toBe('firing')
  there = [alert]
  expect(await statusAfter(1)).toBe('firing')
  there = []
  expect(await statusAfter(1)).toBe('firing')
  expect(await statusAfter(10)).toBe('resolved')
  server.close()
  history.close()
})
