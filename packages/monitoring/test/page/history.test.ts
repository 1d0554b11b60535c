import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { openSeriesHistory } from '@cryo/history'
import { createTempDir, type TempDir } from '@cryo/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openContext, startBrowser } from '../../../dashboard/test/browser/start-browser.ts'
import { watchPage } from '../../../dashboard/test/browser/watch-page.ts'
import { TestApp } from '../hub/start-app.ts'

const APP = join(import.meta.dirname, 'fixtures', 'shop.mjs')
const DAY_MS = 86_400_000
const STEP_MS = 60_000
const LABELS = { service_name: 'mill', job: 'mill', instance: 'm1' }
/** Requests a second, of which a tenth fails from a week ago on. */
const RATE = 6

let browser: Browser
let dir: TempDir
let app: TestApp
let url: string
let nowMs: number

beforeAll(async () => {
  dir = createTempDir()
  nowMs = Math.floor(Date.now() / STEP_MS) * STEP_MS
  seed(dir.file('monitoring'))
  app = new TestApp({ CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: dir.file('monitoring') }, [], APP)
  url = await app.url()
  await app.line(/^ready/)
  // Sections with nothing at all have no charts.
  app.tell('serve 1 0')
  await app.line(/^done serve/)
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

/** Two weeks of a service with an even load, version 2 from four days ago on. */
function seed(folder: string): void {
  mkdirSync(folder, { recursive: true })
  let clockMs = nowMs - 14 * DAY_MS
  const history = openSeriesHistory({ dir: folder, nowMs: () => clockMs })
  const open = (name: string, more: Record<string, string> = {}): number =>
    history.open({ __name__: name, ...LABELS, ...more }) ?? -1
  const count = 'http_server_request_duration_seconds_count'
  const route = { http_route: '/grind', http_request_method: 'GET' }
  const good = open(count, { ...route, http_response_status_code: '200' })
  const bad = open(count, { ...route, http_response_status_code: '500' })
  const openVersion = (version: string): number =>
    open('http_server_active_requests', { service_version: version })
  const [first, second] = [openVersion('1'), openVersion('2')]
  const [goodTotal, badTotal] = [{ value: 0 }, { value: 0 }]
  for (; clockMs < nowMs; clockMs += STEP_MS) {
    const isBad = clockMs > nowMs - 7 * DAY_MS
    goodTotal.value += (RATE * STEP_MS) / 1000 - (isBad ? 36 : 0)
    badTotal.value += isBad ? 36 : 0
    history.append(good, clockMs, goodTotal.value)
    history.append(bad, clockMs, badTotal.value)
    history.append(clockMs > nowMs - 4 * DAY_MS ? second : first, clockMs, 1)
    while (history.work(clockMs)) continue
  }
  history.close()
}

describe('the page over fourteen days of history', () => {
  it('shows what happened, at each moment that is pointed at, and the deployment in between', async () => {
    await using context = await openContext(browser)
    const page = await context.newPage()
    const watched = watchPage(page, url)
    await page.goto(`${url}/monitoring?range=14d`)
    await page.waitForSelector('#routes canvas')
    const legend = page.locator('#routes .legend').first()
    const plot = (await page.locator('#routes .u-over').first().boundingBox())!
    const at = async (part: number): Promise<string> => {
      await page.mouse.move(plot.x + plot.width * part, plot.y + plot.height / 2)
      return (await legend.textContent()) ?? ''
    }
    await page.locator('#routes .u-over').first().scrollIntoViewIfNeeded()
    Object.assign(plot, await page.locator('#routes .u-over').first().boundingBox())
    expect(await at(0.25)).toMatch(/served 6\.0 \/s.*failed 0 \/s/)
    expect(await at(0.8)).toMatch(/served 6\.0 \/s.*failed 0\.60 \/s/)
    await page.waitForSelector('.events-line li[data-kind="deployment"]', { state: 'attached' })
    expect(await page.locator('.events-line li[data-kind="deployment"]').getAttribute('title')).toMatch(
      /^mill 2 deployed, /,
    )
    const sentence = (await page.locator('#routes .chart').first().getAttribute('aria-label')) ?? ''
    expect(sentence).toMatch(/failed: from 0 \/s to 0\.\d+ \/s, .*rising/)
    await page.screenshot({ path: join(import.meta.dirname, '../../../../artifacts/page/history-14d.png') })
    expect(watched.problems).toEqual([])
  })

  it('answers anything that is asked in PromQL, with a chart, a table and completion', async () => {
    await using context = await openContext(browser)
    const page = await context.newPage()
    const watched = watchPage(page, url)
    await page.goto(`${url}/monitoring?view=query&range=7d`)
    await page.click('.cm-content')
    await page.keyboard.type('http_server_request_dur')
    await page.waitForSelector(
      '.cm-tooltip-autocomplete li:has-text("http_server_request_duration_seconds_count")',
    )
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.type(
      'sum by (job) (rate(http_server_request_duration_seconds_count{job="mill"}[1h]))',
    )
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('#query canvas')
    expect(await page.locator('#query .legend').textContent()).toMatch(/\{job="mill"\} 6(\.\d+)?$/)
    expect(new URL(page.url()).searchParams.get('q')).toContain('rate(')
    await page.click('.cm-content')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('sum(')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Run' }).click()
    await page.waitForSelector('#query .chart-note:has-text("parse error")')
    // A query that is wrong is answered with 400, which stands in the console. Who types over what is coloured makes the
    // browser keep the colour in an inline style, which the policy of the page refuses.
    const expected = /400|Applying inline style violates/
    expect(watched.problems.filter((problem) => !expected.test(problem))).toEqual([])
  })
})
