import { describe, expect, it, vi } from 'vitest'
import { ask, stubRoutes } from '../stub-source.ts'

const SAME_SITE = { origin: 'http://localhost:5001', 'sec-fetch-site': 'same-origin' }
const JSON_TYPE = { 'content-type': 'application/json' }
const SILENCE = { target: 'DependencySlow', seconds: 60, comment: 'known' }

function post(path: string, body: unknown, headers: Record<string, string> = {}): Parameters<typeof ask> {
  return [
    stubRoutes(),
    path,
    { ...SAME_SITE, ...JSON_TYPE, ...headers },
    { method: 'POST', body: JSON.stringify(body) },
  ]
}

describe('silences', () => {
  it('are set with what was asked for', async () => {
    const silence = vi.fn(() => ({ id: 'silence-7' }))
    const response = await ask(
      stubRoutes({ silence }),
      '/monitoring/api/silences',
      { ...SAME_SITE, ...JSON_TYPE },
      { method: 'POST', body: JSON.stringify(SILENCE) },
    )
    expect([response.status, await response.json()]).toEqual([201, { id: 'silence-7' }])
    expect(silence).toHaveBeenCalledWith('DependencySlow', {
      seconds: 60,
      until: undefined,
      comment: 'known',
    })
  })

  it.each([
    ['wrong', 400],
    ['failed', 503],
  ] as const)('that are %s are answered with why', async (outcome, status) => {
    const routes = stubRoutes({ silence: () => ({ outcome, message: 'no comment' }) })
    const init = { method: 'POST', body: JSON.stringify(SILENCE) }
    const response = await ask(routes, '/monitoring/api/silences', { ...SAME_SITE, ...JSON_TYPE }, init)
    expect([response.status, await response.json()]).toEqual([status, { error: 'no comment' }])
  })

  it('are listed, and ended by their id', async () => {
    const unsilence = vi.fn((id: string) => ({ ended: id === 'a/b' ? 1 : 0 }))
    const routes = stubRoutes({ unsilence })
    expect(await (await ask(routes, '/monitoring/api/silences')).json()).toEqual({ silences: [] })
    const ended = await ask(routes, '/monitoring/api/silences/a%2Fb', SAME_SITE, { method: 'DELETE' })
    expect([ended.status, await ended.json()]).toEqual([200, { ended: 1 }])
    const gone = await ask(routes, '/monitoring/api/silences/c', SAME_SITE, { method: 'DELETE' })
    expect(gone.status).toBe(404)
  })
})

describe('error groups', () => {
  it('are listed and resolved', async () => {
    const resolveError = vi.fn((service: string) => service === 'shop')
    const routes = stubRoutes({ resolveError })
    const resolve = async (service: unknown): Promise<number> => {
      const init = { method: 'POST', body: JSON.stringify({ service, id: 'f00d' }) }
      return (await ask(routes, '/monitoring/api/errors/resolve', { ...SAME_SITE, ...JSON_TYPE }, init))
        .status
    }
    expect([await resolve('shop'), await resolve('other'), await resolve(7)]).toEqual([200, 404, 400])
    expect(resolveError).toHaveBeenCalledWith('shop', 'f00d')
    expect(await (await ask(routes, '/monitoring/api/errors')).json()).toMatchObject({
      groups: [{ count: 31 }],
    })
  })
})

describe('what changes something', () => {
  const CHANGES = [
    ['POST', '/monitoring/api/silences'],
    ['DELETE', '/monitoring/api/silences/x'],
    ['POST', '/monitoring/api/errors/resolve'],
  ] as const

  it.each(CHANGES)('is refused from another site: %s %s', async (method, path) => {
    const silence = vi.fn(() => ({ id: 'x' }))
    const unsilence = vi.fn(() => ({ ended: 1 }))
    const resolveError = vi.fn(() => true)
    const routes = stubRoutes({ silence, unsilence, resolveError })
    const attacks: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      { host: 'evil.example' },
    ]
    for (const headers of attacks) {
      const init = { method, ...(method === 'POST' ? { body: JSON.stringify(SILENCE) } : {}) }
      const response = await ask(routes, path, { ...JSON_TYPE, ...headers }, init)
      expect(response.status, JSON.stringify(headers)).toBe(403)
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    for (const call of [silence, unsilence, resolveError]) expect(call).not.toHaveBeenCalled()
  })

  it.each(CHANGES)('does not happen by GET: %s %s', async (_method, path) => {
    const unsilence = vi.fn(() => ({ ended: 1 }))
    const resolveError = vi.fn(() => true)
    await ask(stubRoutes({ unsilence, resolveError }), `${path}?service=shop&id=x`)
    expect([unsilence.mock.calls, resolveError.mock.calls]).toEqual([[], []])
  })

  it('is taken as JSON only, which no form can send', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
    ]) {
      const response = await ask(...post('/monitoring/api/silences', SILENCE, { 'content-type': type }))
      expect(response.status, type).toBe(415)
    }
    expect(
      (
        await ask(
          ...post('/monitoring/api/silences', SILENCE, { 'content-type': 'application/json; charset=utf-8' }),
        )
      ).status,
    ).toBe(201)
  })

  it.each([
    ['an array', [1], 400],
    ['a text', 'x', 400],
    ['nothing', null, 400],
    ['too much', { comment: 'x'.repeat(70_000) }, 413],
  ])('is refused where the body is %s', async (_name, body, status) => {
    expect((await ask(...post('/monitoring/api/silences', body))).status).toBe(status)
  })

  it('needs the token where there is one', async () => {
    const routes = stubRoutes({}, { host: '0.0.0.0', token: 'secret' })
    const init = { method: 'POST', body: JSON.stringify(SILENCE) }
    expect((await ask(routes, '/monitoring/api/silences', { ...SAME_SITE, ...JSON_TYPE }, init)).status).toBe(
      401,
    )
    const bearer = { authorization: 'Bearer secret' }
    expect(
      (await ask(routes, '/monitoring/api/silences', { ...SAME_SITE, ...JSON_TYPE, ...bearer }, init)).status,
    ).toBe(201)
  })
})
