import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SCRIPT_PAYLOADS } from '../script-payloads.ts'
import { nowData, serveStub } from './serve-stub.ts'
import { openContext, startBrowser } from './start-browser.ts'
import { stubTraces } from './stub-trace.ts'
import { watchPage } from './watch-page.ts'

let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  context = await openContext(browser)
  page = await context.newPage()
})
afterEach(() => context.close())

/** Everything with a text of the list in each field that telemetry can fill. */
function fill(value: unknown, texts: readonly string[], text: string, key = ''): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : text
  if (value instanceof Date) return value
  if (Array.isArray(value)) {
    const [first] = value
    return first === undefined ? [] : texts.map((one) => fill(first, texts, one, key))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]: [string, unknown]) => [
      key === 'labels' || key === 'context' || key === 'annotations' ? text : name,
      fill(one, texts, text, name),
    ]),
  )
}

/** Words of ours, which telemetry does not choose. */
const KEPT = new Set(['status', 'state', 'severity', 'resource', 'signal'])

describe('a hundred scripts in every field that telemetry can fill', () => {
  it('stay text, in all views', async () => {
    const payloads = (texts: readonly string[], value: unknown): unknown => fill(value, texts, texts[0]!)
    const some = SCRIPT_PAYLOADS.filter((_, index) => index % 4 === 0)
    await using stub = await serveStub({
      data: () => {
        const data = nowData()
        const filled = payloads(SCRIPT_PAYLOADS, data) as typeof data
        // Lists in lists would be a hundred times a hundred.
        return {
          ...filled,
          progress: data.progress.map(
            (job, index) => payloads(some, { ...job, name: SCRIPT_PAYLOADS[index]! }) as typeof job,
          ),
        }
      },
      traces: (request) => {
        const { body } = stubTraces(request)
        return { status: 200, body: payloads(SCRIPT_PAYLOADS, body) as object }
      },
      query: ({ parameters }) => {
        const start = Number(parameters.get('start'))
        const result = SCRIPT_PAYLOADS.map((text) => ({
          metric: {
            __name__: text,
            error_type: text,
            cryo_job_name: text,
            service_name: text,
            alertname: text,
          },
          values: [[start, '1']],
        }))
        return {
          status: 200,
          chunks: [JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })],
        }
      },
      silences: () => [
        {
          id: '<b>',
          matchers: [{ name: 'a', value: SCRIPT_PAYLOADS[0]!, isRegex: false, isEqual: true }],
          startsMs: 0,
          endsMs: Date.now() + 1e6,
          comment: SCRIPT_PAYLOADS[5]!,
          author: SCRIPT_PAYLOADS[9]!,
          alerts: [],
        },
      ],
    })
    const watched = watchPage(page, stub.url)
    const looked: string[] = []
    const look = async (query: string, selector: string): Promise<void> => {
      await page.goto(`${stub.url}/monitoring${query}`)
      await page.waitForSelector(selector)
      await page.waitForSelector('.chart:not(:has(canvas, .chart-note))', { state: 'detached' })
      await page.evaluate("document.querySelectorAll('button.more').forEach((button) => button.click())")
      looked.push((await page.locator('body').textContent()) ?? '')
      const found = await page.evaluate(FOREIGN)
      expect(found, query).toEqual([])
    }
    await look('', '#spans')
    await look(`?open=${encodeURIComponent(`run:${some[0]!}/${some[0]!}`)}`, 'dialog[open]')
    await look(
      `?open=${encodeURIComponent(`error:${SCRIPT_PAYLOADS[7]!}/${SCRIPT_PAYLOADS[7]!}`)}`,
      'dialog[open] .stack',
    )
    await look(`?open=${encodeURIComponent(`alert:${SCRIPT_PAYLOADS[7]!}`)}`, 'dialog[open] .silence-form')
    await look('?view=traces', '#traces tbody tr')
    await look('?view=traces&trace=4bf92f3577b34da6a3ce929d0e0e4736', '.waterfall-row')
    await look(`?view=query&q=${encodeURIComponent(SCRIPT_PAYLOADS[3]!)}`, '.cm-content')
    expect(looked[0]!.length).toBeGreaterThan(20_000)
    for (const payload of SCRIPT_PAYLOADS.slice(0, 5)) expect(looked[0]).toContain(payload)
    expect(watched.problems).toEqual([])
  })

  /** Elements and addresses that are none of ours; whether a script ran. */
  const FOREIGN = `
    [
      ...(window.__hit === undefined ? [] : ['a script ran']),
      ...[...document.querySelectorAll('script, iframe, object, embed, img, math, form[action], link, meta')]
        .filter((one) => one.closest('head') === null)
        .map((one) => one.outerHTML),
      ...[...document.querySelectorAll('a')]
        .filter((one) => !/^(\\?|#|https?:)/.test(one.getAttribute('href') ?? ''))
        .map((one) => one.outerHTML),
      ...[...document.querySelectorAll('*')].flatMap((one) =>
        [...one.attributes].filter(({ name }) => name.startsWith('on')).map(() => one.outerHTML)),
    ]`
})

describe("another site's page", () => {
  let evil: Server
  let evilUrl: string

  beforeEach(async () => {
    evil = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title>')
    }).listen(0, '127.0.0.1')
    await once(evil, 'listening')
    evilUrl = `http://localhost:${(evil.address() as AddressInfo).port}`
  })
  afterEach(() => evil.close())

  it('can neither read, listen, change anything, nor frame the page', async () => {
    const silence = vi.fn(() => ({ id: 'x' }))
    const unsilence = vi.fn(() => ({ ended: 1 }))
    const resolveError = vi.fn(() => true)
    await using stub = await serveStub({ silence, unsilence, resolveError })
    await page.goto(evilUrl)
    const got = await page.evaluate(`(async () => {
      const url = ${JSON.stringify(stub.url)}
      const attempt = async (path, init) => {
        try { const answer = await fetch(url + path, init); return answer.type === 'opaque' ? 'opaque' : answer.status }
        catch { return 'blocked' }
      }
      const body = JSON.stringify({ target: 'X', seconds: 60, comment: 'evil', service: 'a', id: 'b' })
      const json = { 'content-type': 'application/json' }
      const answers = [
        await attempt('/monitoring/api/status'),
        await attempt('/api/v1/query?query=up'),
        await attempt('/monitoring/api/silences', { method: 'POST', body, headers: json }),
        await attempt('/monitoring/api/silences/x', { method: 'DELETE' }),
        await attempt('/monitoring/api/errors/resolve', { method: 'POST', body, headers: json }),
        await attempt('/monitoring/api/silences', { method: 'POST', body, mode: 'no-cors', headers: { 'content-type': 'text/plain' } }),
        await new Promise((resolve) => {
          const source = new EventSource(url + '/monitoring/api/events')
          source.onerror = () => { source.close(); resolve('blocked') }
          source.addEventListener('state', () => resolve('listening'))
        }),
      ]
      return answers
    })()`)
    expect(got).toEqual(['blocked', 'blocked', 'blocked', 'blocked', 'blocked', 'blocked', 'blocked'])
    await page.evaluate(`new Promise((resolve) => {
      const form = document.createElement('form')
      const frame = document.createElement('iframe')
      frame.name = 'target'
      frame.onload = resolve
      form.method = 'post'
      form.target = 'target'
      form.enctype = 'text/plain'
      form.action = ${JSON.stringify(stub.url)} + '/monitoring/api/silences'
      document.body.append(frame, form)
      form.submit()
    })`)
    for (const call of [silence, unsilence, resolveError]) expect(call).not.toHaveBeenCalled()
    await page.evaluate(`new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.id = 'framed'
      frame.onload = resolve
      frame.src = ${JSON.stringify(stub.url)} + '/monitoring'
      document.body.append(frame)
    })`)
    const framed = page
      .frames()
      .find((frame) => frame.url().includes('/monitoring') && frame !== page.mainFrame())
    expect(framed === undefined ? 0 : await framed.locator('h1, .waiting').count()).toBe(0)
  })
})
