import { describe, expect, it } from 'vitest'
import { ask, stubRoutes } from '../stub-source.ts'

const HOST = { host: 'localhost:5001' }

describe('requests from other sites', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'http://localhost:3000' },
    { origin: 'https://localhost' },
    { origin: 'null' },
    { origin: 'http://localhost:5001.evil.example' },
    { origin: 'http://localhost:5001', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ])('may not read, listen or change anything: %j', async (headers: Record<string, string>) => {
    const routes = stubRoutes({}, { attachToken: 'attach' })
    const paths = ['/monitoring/api/status', '/monitoring/api/events', '/monitoring/api/health'] as const
    for (const path of paths) {
      const response = await ask(routes, path, headers)
      expect(response.status, path).toBe(403)
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    const change = await ask(
      routes,
      '/monitoring/api/attach',
      { ...headers, authorization: 'Bearer attach' },
      { method: 'POST', body: 'x' },
    )
    expect(change.status).toBe(403)
  })

  it('may not frame the page nor load it as a picture, but a link to it may be followed', async () => {
    const cross = { 'sec-fetch-site': 'cross-site' }
    const routes = stubRoutes()
    const iframe = { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    expect((await ask(routes, '/monitoring', iframe)).status).toBe(403)
    expect((await ask(routes, '/monitoring', { ...cross, 'sec-fetch-mode': 'no-cors' })).status).toBe(403)
    const link = { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await ask(routes, '/monitoring', link)).status).toBe(200)
  })

  it('get no answer to a CORS preflight', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const response = await ask(stubRoutes(), '/v1/traces', headers, { method: 'OPTIONS' })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-methods')).toBeNull()
  })
})

describe('requests of the page itself', () => {
  it.each([
    {},
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://localhost:5001' },
    { origin: 'HTTP://LOCALHOST:5001', 'sec-fetch-site': 'same-origin' },
  ])('pass: %j', async (headers: Record<string, string>) => {
    expect((await ask(stubRoutes(), '/monitoring/api/status', headers)).status).toBe(200)
  })

  it('pass behind a proxy under the name that the configuration allows', async () => {
    const routes = stubRoutes({}, { allowedHosts: ['ops.example'] })
    const headers = { ...HOST, origin: 'https://ops.example' }
    expect((await ask(routes, '/monitoring/api/status', headers)).status).toBe(200)
    expect(
      (await ask(routes, '/monitoring/api/status', { ...HOST, origin: 'https://a.ops.example' })).status,
    ).toBe(403)
  })
})

describe('telemetry', () => {
  it.each([{ origin: 'http://localhost:5001' }, { 'sec-fetch-site': 'same-origin' }])(
    'is taken from no browser: %j',
    async (headers: Record<string, string>) => {
      const init = { method: 'POST', body: '{}' }
      const json = { 'content-type': 'application/json' }
      expect((await ask(stubRoutes(), '/v1/traces', { ...json, ...headers }, init)).status).toBe(403)
      expect((await ask(stubRoutes(), '/v1/traces', json, init)).status).toBe(200)
    },
  )
})
