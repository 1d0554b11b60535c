import { afterEach, describe, expect, it, vi } from 'vitest'
import { ask, stubRoutes } from './stub-source.ts'
import { sampleData } from './sample-data.ts'

function fails(): never {
  // oxlint-disable-next-line no-throw-literal -- falsy throws count as errors
  throw undefined
}

afterEach(() => vi.restoreAllMocks())

describe('the page', () => {
  it('is found from the root and with a slash behind it, by relative redirects', async () => {
    const routes = stubRoutes()
    const root = await ask(routes, '/')
    expect([root.status, root.headers.get('location')]).toEqual([302, 'monitoring'])
    const slash = await ask(routes, '/monitoring/')
    expect([slash.status, slash.headers.get('location')]).toEqual([302, '../monitoring'])
  })

  it('is served with all its assets, whose names contain their hash', async () => {
    const routes = stubRoutes()
    const page = await ask(routes, '/monitoring')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const names = [...(await page.text()).matchAll(/(?:src|href)="(monitoring\/assets\/[^"]+)"/g)].map(
      (match) => match[1]!,
    )
    expect(names).toHaveLength(2)
    for (const name of names) {
      const asset = await ask(routes, `/${name}`)
      expect(asset.status).toBe(200)
      expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(name).toMatch(/page\.[\w-]{8}\.(js|css)$/)
    }
  })

  it('is served below a prefix that a proxy strips, keeps, or does not know', async () => {
    const routes = stubRoutes({}, { basePath: '/ops/' })
    for (const path of ['/ops/monitoring', '/monitoring', '/ops/metrics', '/ops']) {
      expect((await ask(routes, path)).status, path).toBeLessThan(400)
    }
    expect((await ask(routes, '/opsmonitoring')).status).toBe(404)
  })

  it('has no address that is not relative', async () => {
    const html = await (await ask(stubRoutes(), '/monitoring')).text()
    expect(html).not.toMatch(/(?:src|href)="(?:\/|https?:)/)
  })
})

describe('assets', () => {
  it.each([
    '/monitoring/assets/..%2f..%2fpackage.json',
    '/monitoring/assets/../../../etc/passwd',
    '/monitoring/assets/%2e%2e/%2e%2e/etc/passwd',
    '/monitoring/assets/page.js%00.css',
    '/monitoring/assets/__proto__',
    '/monitoring/assets/',
    '/monitoring/assets/%E0%A4%A',
  ])('refuses %s', async (path) => {
    expect((await ask(stubRoutes(), path)).status).toBe(404)
  })
})

describe('the API', () => {
  it('answers with all data, dates as ISO text', async () => {
    const response = await ask(stubRoutes(), '/monitoring/api/status')
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(sampleData())))
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('answers 200 to a question for health, also when the hub cannot tell', async () => {
    const well = await ask(stubRoutes(), '/monitoring/api/health')
    expect(well.status).toBe(200)
    expect(await well.json()).toMatchObject({ status: 'warning', database: [{ name: 'cryoprotect' }] })
    const ill = await ask(stubRoutes({ health: fails }), '/monitoring/api/health')
    expect(ill.status).toBe(200)
    expect(await ill.json()).toMatchObject({ status: 'unhealthy', database: [], api: [], system: [] })
  })

  it('serves the schema of its data', async () => {
    expect(await (await ask(stubRoutes(), '/monitoring/api/schema')).json()).toMatchObject({
      title: 'MonitoringData',
    })
  })
})

describe('probes', () => {
  it.each([
    ['/healthz', { alive: () => true }, 200],
    ['/healthz', { alive: () => false }, 503],
    ['/healthz', { alive: fails }, 503],
    ['/readyz', { failing: async () => [] }, 200],
    ['/readyz', { failing: async () => ['main'] }, 503],
    ['/readyz', { failing: fails }, 503],
  ])('%s tells the truth', async (path, source, status) => {
    expect((await ask(stubRoutes(source), path)).status).toBe(status)
  })

  it('names what keeps it from being ready', async () => {
    const failing = await ask(stubRoutes({ failing: () => ['main', 'event loop'] }), '/readyz')
    expect(await failing.json()).toEqual({ status: 'not ready', failing: ['main', 'event loop'] })
    const ready = await ask(stubRoutes(), '/readyz')
    expect(await ready.json()).toEqual({ status: 'ready', failing: [] })
  })
})

describe('errors', () => {
  it('answers JSON for what is not there and for wrong methods', async () => {
    const missing = await ask(stubRoutes(), '/nothing')
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { error: 'There is nothing at this address.' },
    ])
    const wrong = await ask(stubRoutes(), '/monitoring/api/status', {}, { method: 'POST' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    const get = await ask(stubRoutes(), '/v1/traces')
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('answers 500 when the hub fails, and writes nothing to the console', async () => {
    const written = ['log', 'info', 'warn', 'error'].map((name) => vi.spyOn(console, name as 'log'))
    const routes = stubRoutes({
      data: () => {
        throw new Error('secret')
      },
      metrics: () => Promise.reject(new Error('secret')),
    })
    for (const path of ['/monitoring/api/status', '/metrics']) {
      const response = await ask(routes, path)
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('secret')
    }
    for (const spy of written) expect(spy).not.toHaveBeenCalled()
  })

  it('answers 500 when the hub throws undefined', async () => {
    expect((await ask(stubRoutes({ data: fails }), '/monitoring/api/status')).status).toBe(500)
  })
})

describe('every answer', () => {
  it.each(['/monitoring', '/monitoring/api/status', '/metrics', '/healthz', '/nothing'])(
    '%s carries the headers that keep others out',
    async (path) => {
      const { headers } = await ask(stubRoutes(), path)
      const policy = headers.get('content-security-policy')
      const [nonce = ''] = /'nonce-[A-Za-z0-9+/]{22}=='/.exec(policy ?? '') ?? []
      expect(policy).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' ${nonce}; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  it('has another nonce, which the page knows and no script has', async () => {
    const routes = stubRoutes()
    const nonces = new Set<string>()
    for (let time = 0; time < 3; time++) {
      const answer = await ask(routes, '/monitoring')
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? []
      nonces.add(nonce)
      const html = await answer.text()
      expect(html.split(`nonce="${nonce}"`)).toHaveLength(2)
      expect(html).not.toMatch(/<script[^>]*nonce/)
    }
    expect(nonces.size).toBe(3)
  })

  it('carries them when it is refused, too', async () => {
    const { status, headers } = await ask(stubRoutes(), '/monitoring', { host: 'evil.example' })
    expect(status).toBe(403)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })
})
