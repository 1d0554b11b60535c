import { describe, expect, it } from 'vitest'
import { createHostAllowList } from '../../src/security/host-allow-list.ts'
import { ask, stubRoutes } from '../stub-source.ts'

describe('the host allow-list', () => {
  const loopback = createHostAllowList('127.0.0.1', [])

  it.each([
    'localhost',
    'localhost:5001',
    'LOCALHOST:80',
    '127.0.0.1:5001',
    '127.8.9.1',
    '[::1]:5001',
    '[::1]',
  ])('takes %s', (header) => {
    expect(loopback(header)).toBe(true)
  })

  it.each([
    'evil.example',
    'evil.example:5001',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.evil.example',
    '127.evil.example',
    'localhost, evil.example',
    'evil.example@localhost',
    'localhost:5001/x',
    'localhost:',
    'localhost:x',
    '[::2]',
    '0.0.0.0',
    '192.168.1.4:5001',
    '2130706433',
    '0x7f.1',
    '',
    ' ',
  ])('refuses %j', (header) => {
    expect(loopback(header)).toBe(false)
  })

  it('takes the configured host and the allowed ones, with any port or only theirs', () => {
    const allowed = createHostAllowList('192.168.1.4', ['Ops.example', 'grafana.example:8443', '2001:db8::7'])
    for (const header of [
      '192.168.1.4:5001',
      'ops.example',
      'ops.example:443',
      'grafana.example:8443',
      '[2001:db8::7]:1',
    ]) {
      expect(allowed(header), header).toBe(true)
    }
    for (const header of ['grafana.example', 'grafana.example:80', '192.168.1.5', 'a.ops.example']) {
      expect(allowed(header), header).toBe(false)
    }
  })

  it('takes addresses, which no name can be rebound to, when bound to all of them', () => {
    for (const host of ['0.0.0.0', '::']) {
      const all = createHostAllowList(host, [])
      expect([all('192.168.1.4:5001'), all('[2001:db8::7]'), all('evil.example')]).toEqual([
        true,
        true,
        false,
      ])
    }
  })
})

describe('a request', () => {
  it('of a rebound name is refused before any route sees it', async () => {
    const routes = stubRoutes({
      data: () => {
        throw new Error('seen')
      },
    })
    for (const path of ['/monitoring/api/status', '/monitoring', '/metrics', '/healthz', '/nothing']) {
      const response = await ask(routes, path, { host: 'evil.example' })
      expect(response.status, path).toBe(403)
      expect(await response.json()).toEqual({
        error: "Host 'evil.example' is not allowed. Add it to dashboard.allowedHosts.",
      })
    }
  })

  it('without a host is refused', async () => {
    expect((await stubRoutes().request('http://localhost/metrics')).status).toBe(400)
  })

  it('whose request line names another host than its header is refused', async () => {
    const response = await stubRoutes().request('http://evil.example/metrics', {
      headers: { host: 'localhost' },
    })
    expect(response.status).toBe(403)
  })
})
