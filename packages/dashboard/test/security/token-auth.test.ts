import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRoutes } from '../../src/routes.ts'
import { createLoginCodes } from '../../src/security/login-codes.ts'
import { ask, stubRoutes, stubSource } from '../stub-source.ts'

const token = 'k7Zr0b4cVZbR8pHn1xQm3Wl5Yd9uTs2e'
const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` })

describe('binding', () => {
  it.each(['0.0.0.0', '::', '192.168.1.4', 'lab-07'])('refuses to serve %s without a token', (host) => {
    expect(() => createRoutes(stubSource(), { host })).toThrow(`dashboard.host is '${host}'`)
    expect(() => createRoutes(stubSource(), { host, token: '' })).toThrow('set dashboard.token')
    expect(() => createRoutes(stubSource(), { host, token })).not.toThrow()
  })

  it.each(['127.0.0.1', 'localhost', '::1'])('serves %s without one', (host) => {
    expect(() => createRoutes(stubSource(), { host })).not.toThrow()
  })
})

describe('with a token', () => {
  it('everything but probes, assets and the way to the page is closed', async () => {
    const routes = stubRoutes({}, { token })
    for (const path of [
      '/monitoring',
      '/monitoring/api/status',
      '/monitoring/api/events',
      '/metrics',
      '/nothing',
    ]) {
      const response = await ask(routes, path)
      expect([response.status, response.headers.get('www-authenticate')], path).toEqual([401, 'Bearer'])
    }
    const ingest = await ask(
      routes,
      '/v1/traces',
      { 'content-type': 'application/json' },
      { method: 'POST', body: '{}' },
    )
    expect(ingest.status).toBe(401)
    for (const path of ['/healthz', '/readyz']) expect((await ask(routes, path)).status).toBe(200)
    expect((await ask(routes, '/')).status).toBe(302)
  })

  it('a bearer is let in', async () => {
    const routes = stubRoutes({}, { token })
    expect((await ask(routes, '/metrics', bearer(token))).status).toBe(200)
    expect((await ask(routes, '/metrics', { authorization: `bearer ${token}` })).status).toBe(200)
    for (const wrong of [`${token}x`, token.slice(1), token.toLowerCase(), 'x']) {
      expect((await ask(routes, '/metrics', bearer(wrong))).status).toBe(401)
    }
  })

  it('a token in the address is exchanged for a cookie and leaves the address', async () => {
    const routes = stubRoutes({}, { token })
    const login = await ask(routes, `/monitoring?token=${token}`)
    expect([login.status, login.headers.get('location')]).toEqual([303, 'monitoring'])
    const cookie = login.headers.get('set-cookie')!
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Strict/)
    expect(cookie).not.toContain(token)
    const session = cookie.split(';')[0]!
    expect((await ask(routes, '/monitoring', { cookie: session })).status).toBe(200)
    expect((await ask(routes, '/monitoring/api/status', { cookie: session })).status).toBe(200)
    expect((await ask(stubRoutes({}, { token: 'another' }), '/metrics', { cookie: session })).status).toBe(
      401,
    )
  })

  it('marks the cookie as secure behind a proxy that speaks HTTPS', async () => {
    const login = await ask(stubRoutes({}, { token }), `/monitoring?token=${token}`, {
      'x-forwarded-proto': 'https',
    })
    expect(login.headers.get('set-cookie')).toMatch(/; Secure/)
  })

  it('takes a token in the address of the page only', async () => {
    expect((await ask(stubRoutes({}, { token }), `/monitoring/api/status?token=${token}`)).status).toBe(401)
  })

  it('refuses cookies that are forged or over', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const routes = stubRoutes({}, { token })
    const session = (await ask(routes, `/monitoring?token=${token}`)).headers
      .get('set-cookie')!
      .split(';')[0]!
    const [name, value] = session.split('=') as [string, string]
    const [end, signature] = value.split('.') as [string, string]
    for (const forged of [
      `${Number(end) + 1}.${signature}`,
      `${end}.${signature}x`,
      end,
      `${end}.`,
      `${value}.x`,
      '',
    ]) {
      expect((await ask(routes, '/monitoring', { cookie: `${name}=${forged}` })).status, forged).toBe(401)
    }
    vi.setSystemTime(Date.now() + 31 * 24 * 3600 * 1000)
    expect((await ask(routes, '/monitoring', { cookie: session })).status).toBe(401)
  })

  it('shows people who are not let in a page, and asks once more for those who followed a link', async () => {
    const routes = stubRoutes({}, { token })
    const navigate = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const typed = await ask(routes, '/monitoring', { ...navigate, 'sec-fetch-site': 'none' })
    expect(typed.status).toBe(401)
    expect(await typed.text()).not.toContain('http-equiv')
    const followed = await ask(routes, '/monitoring', { ...navigate, 'sec-fetch-site': 'cross-site' })
    expect(followed.status).toBe(401)
    expect(await followed.text()).toContain('<meta http-equiv="refresh" content="0">')
  })
})

describe('login codes', () => {
  it('open the page once each, with 256 bits', async () => {
    const loginCodes = createLoginCodes()
    const routes = stubRoutes({}, { token, loginCodes })
    const code = loginCodes.issue()
    expect(Buffer.from(code, 'base64url')).toHaveLength(32)
    expect((await ask(routes, `/monitoring?token=${code}`)).status).toBe(303)
    expect((await ask(routes, `/monitoring?token=${code}`)).status).toBe(401)
    expect((await ask(routes, '/metrics', bearer(loginCodes.issue()))).status).toBe(401)
  })

  it('are bounded: the oldest of more than 100 is forgotten', () => {
    const codes = createLoginCodes()
    const issued = Array.from({ length: 101 }, () => codes.issue())
    expect(codes.redeem(issued[0]!)).toBe(false)
    expect(codes.redeem(issued[1]!)).toBe(true)
  })
})

describe('guessing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('ends after 10 failures, until the minute is over', async () => {
    const routes = stubRoutes({}, { token })
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await ask(routes, '/metrics', bearer(`guess-${attempt}`))).status).toBe(401)
    }
    const stopped = await ask(routes, '/metrics', bearer('guess-10'))
    expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await ask(routes, '/monitoring?token=guess-11')).status).toBe(429)
    vi.advanceTimersByTime(60_000)
    expect((await ask(routes, '/metrics', bearer('guess-12'))).status).toBe(401)
  })

  it('locks nobody out who knows the token or has a code', async () => {
    const loginCodes = createLoginCodes()
    const routes = stubRoutes({}, { token, loginCodes })
    for (let attempt = 0; attempt < 11; attempt++) await ask(routes, '/metrics', bearer(`guess-${attempt}`))
    expect((await ask(routes, '/metrics', bearer('guess'))).status).toBe(429)
    expect((await ask(routes, '/metrics', bearer(token))).status).toBe(200)
    expect((await ask(routes, `/monitoring?token=${token}`)).status).toBe(303)
    expect((await ask(routes, `/monitoring?token=${loginCodes.issue()}`)).status).toBe(303)
    expect((await ask(routes, '/metrics', bearer('guess'))).status).toBe(429)
  })

  it('does not lock out a browser that is in, nor those who give no token', async () => {
    const routes = stubRoutes({}, { token })
    const session = (await ask(routes, `/monitoring?token=${token}`)).headers
      .get('set-cookie')!
      .split(';')[0]!
    for (let attempt = 0; attempt < 11; attempt++) await ask(routes, '/monitoring?token=guess')
    expect((await ask(routes, '/monitoring', { cookie: session })).status).toBe(200)
    expect((await ask(routes, '/monitoring')).status).toBe(401)
  })
})

afterEach(() => void vi.useRealTimers())
