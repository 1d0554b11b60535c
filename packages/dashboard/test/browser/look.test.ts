import { mkdirSync } from 'node:fs'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyData } from '../sample-data.ts'
import { nowData, serveStub, type ServedStub } from './serve-stub.ts'
import { type Look, LOOKS, openContext, startBrowser } from './start-browser.ts'
import { stubTraces } from './stub-trace.ts'
import { watchPage } from './watch-page.ts'

const SHOTS = new URL('../../../../artifacts/page/', import.meta.url).pathname
const SECTIONS = [
  'alerts',
  'progress',
  'errors',
  'routes',
  'operations',
  'calls',
  'health',
  'system',
  'spans',
]
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const VIEWS = {
  traces: '?view=traces',
  trace: `?view=traces&trace=${TRACE}`,
  query: '?view=query&q=sum(rate(http_server_request_duration_seconds_count[5m]))',
  run: '?open=run:screening/screen_mixtures',
  alert: '?open=alert:a1b2c3d4e5f60718',
  error: '?open=error:screening/7c1f09aa52d3e4b1',
} as const

let browser: Browser
let stub: ServedStub
let isEmpty = false

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true })
  browser = await startBrowser()
  stub = await serveStub({
    data: () => (isEmpty ? { ...emptyData(), lastUpdated: new Date() } : nowData()),
    traces: stubTraces,
    silences: () => [
      {
        id: 's1',
        matchers: [{ name: 'alertname', value: 'DiskWillFill', isRegex: false, isEqual: true }],
        startsMs: Date.now() - 600_000,
        endsMs: Date.now() + 6_600_000,
        comment: 'Moving the archive tonight',
        author: 'cryoprotect',
        alerts: [],
      },
    ],
  })
})

afterAll(async () => {
  await browser.close()
  await stub[Symbol.asyncDispose]()
})

/** A rule of axe's that is broken, and where. */
interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary: string }[]
}

/** What axe finds wrong, one line each. @param within - Only there, where the rest was looked at before. */
async function violationsOf(page: Page, within = 'html'): Promise<string[]> {
  // The policy of the page lets in no script of others; what the driver evaluates is not bound by it.
  await page.evaluate(`${axe.source}; void 0`)
  const found: Violation[] = await page.evaluate(
    `axe.run(${JSON.stringify(within)}).then(({ violations }) => violations)`,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${String(node.target)}: ${node.failureSummary}`),
  )
}

/** Waits until all charts are drawn, or say that they have nothing. */
async function settle(page: Page): Promise<void> {
  await page.waitForSelector('.chart:not(:has(canvas, .chart-note))', { state: 'detached' })
}

describe.each(LOOKS)('the page on $name', (look: Look) => {
  it('shows every section without a complaint of anybody', async () => {
    isEmpty = false
    await using context = await openContext(browser, look)
    const page = await context.newPage()
    const watched = watchPage(page, stub.url)
    await page.goto(`${stub.url}/monitoring`)
    await page.waitForSelector('#spans')
    await settle(page)
    expect(await violationsOf(page)).toEqual([])
    await page.screenshot({ path: `${SHOTS}overview-${look.name}.png` })
    for (const id of SECTIONS) {
      await page.locator(`#${id}`).screenshot({ path: `${SHOTS}section-${id}-${look.name}.png` })
    }
    const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(isTooWide).toBe(false)
    expect(watched.problems).toEqual([])
  })
})

// Two looks that have little in common stand for all.
describe.each(LOOKS.filter(({ name }) => name === 'desktop-light' || name === 'phone-dark'))(
  'on $name',
  (look: Look) => {
    it.each(Object.entries(VIEWS))('shows the view %s from its address', async (name, query) => {
      isEmpty = false
      await using context = await openContext(browser, look)
      const page = await context.newPage()
      const watched = watchPage(page, stub.url)
      await page.goto(`${stub.url}/monitoring${query}`)
      await page.waitForSelector(name === 'query' ? '.cm-content' : 'dialog[open], section')
      await settle(page)
      if (name === 'trace') await page.waitForSelector('.waterfall-row')
      if (name === 'traces') await page.waitForSelector('#traces tbody tr')
      const hasDialog = query.includes('open=')
      if (hasDialog) await page.waitForSelector('dialog[open]')
      expect(await violationsOf(page, hasDialog ? 'dialog' : 'html')).toEqual([])
      await page.screenshot({ path: `${SHOTS}${name}-${look.name}.png` })
      expect(watched.problems).toEqual([])
    })
  },
)

describe('a page of a hub that has just started', () => {
  it('says in every section what to call', async () => {
    isEmpty = true
    await using context = await openContext(browser)
    const page = await context.newPage()
    const watched = watchPage(page, stub.url)
    await page.goto(`${stub.url}/monitoring`)
    await page.waitForSelector('#spans')
    for (const [id, call] of [
      ['alerts', 'addAlertHandler'],
      ['progress', 'trackProgress'],
      ['errors', 'recordError'],
      ['routes', 'startMonitoring(app)'],
      ['operations', 'trackOperation'],
      ['calls', 'trackDatabaseOperation'],
      ['calls', 'recordCustomMetric'],
      ['health', 'watchDatabase'],
      ['health', 'watchEndpoint'],
      ['health', 'addHealthCheck'],
    ] as const)
      expect(await page.locator(`#${id} .empty`).allTextContents(), id).toContainEqual(
        expect.stringContaining(call),
      )
    expect(await page.locator('.sentence').textContent()).toContain('All is well')
    await settle(page)
    expect(await violationsOf(page)).toEqual([])
    await page.screenshot({ path: `${SHOTS}empty.png`, fullPage: true })
    expect(watched.problems).toEqual([])
  })
})
