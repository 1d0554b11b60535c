/**
 * What the page costs: its size, how soon it is there over a full history, what it takes of the application and the hub
 * while it is open, and how long a frame takes in very long lists.
 *
 * Run with `node bench/page.ts [days] [series]` after a build.
 */
import { createTempDir } from '@cryo/testing'
import type { Browser, Page } from 'playwright-core'

import { nowData, serveStub } from '../packages/dashboard/test/browser/serve-stub.ts'
import { openContext, startBrowser } from '../packages/dashboard/test/browser/start-browser.ts'
import { TestApp } from '../packages/monitoring/test/hub/start-app.ts'
import { median } from './medians.ts'
import { seedHistory } from './page/seed-history.ts'
import { readThreadCpu, type ThreadCpu } from './page/thread-cpu.ts'

const DAYS = Number(process.argv[2] ?? 14)
const SERIES = Number(process.argv[3] ?? 500)
const ROUNDS = 5
const IDLE_SECONDS = 20
const BROWSERS = 50
const FRAMES = 120
/** Without painting, which a browser without a graphics card does on the same thread. */
const OWN_WORK = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'])
const BUDGETS = {
  kilobytes: 60,
  firstMs: 300,
  interactiveMs: 500,
  applicationPercent: 0.1,
  hubPercent: 2,
  frameMs: 16,
  liveMs: 2000,
}
const SHOP = new URL('../packages/monitoring/test/page/fixtures/shop.mjs', import.meta.url).pathname
let missed = 0

function tell(name: string, value: number, unit: string, budget?: number): void {
  const isMissed = budget !== undefined && value > budget
  if (isMissed) missed++
  const limit = budget === undefined ? '' : `   budget ${budget} ${unit}${isMissed ? '   MISSED' : ''}`
  console.log(`${name.padEnd(58)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}${limit}`)
}

/** Bytes that a browser loads before anything is opened, compressed. */
async function measureSize(url: string): Promise<void> {
  const html = await (await fetch(`${url}/monitoring`)).text()
  let bytes = Buffer.byteLength(html)
  for (const [, path = ''] of html.matchAll(/(?:src|href)="(monitoring\/assets\/[^"]+)"/g)) {
    const answer = await fetch(`${url}/${path}`, { headers: { 'accept-encoding': 'gzip' } })
    bytes += Number(answer.headers.get('content-length') ?? 0) || (await answer.arrayBuffer()).byteLength
  }
  tell('all assets but the query view, gzipped', bytes / 1000, 'kB')
}

async function measureLoading(browser: Browser, url: string): Promise<void> {
  const [first, interactive]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    await using context = await openContext(browser)
    const page = await context.newPage()
    await page.goto(`${url}/monitoring?range=14d`)
    await page.waitForSelector('#spans')
    interactive.push(
      await page.evaluate<number>(
        'new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())))',
      ),
    )
    first.push(
      await page.evaluate<number>("performance.getEntriesByName('first-contentful-paint')[0].startTime"),
    )
  }
  tell('first content', median(first), 'ms', BUDGETS.firstMs)
  tell('interactive, all sections there', median(interactive), 'ms', BUDGETS.interactiveMs)
  for (const range of ['1h', '24h', '14d']) {
    await using context = await openContext(browser)
    const page = await context.newPage()
    const before = performance.now()
    await page.goto(`${url}/monitoring?range=${range}`)
    await page.waitForSelector('#spans')
    await page.waitForSelector('.chart:not(:has(canvas, .chart-note))', { state: 'detached' })
    tell(`all charts of ${range}`, performance.now() - before, 'ms')
  }
}

async function measureIdle(browser: Browser, url: string, pid: number): Promise<void> {
  const spend = async (seconds: number): Promise<ThreadCpu> => {
    const before = readThreadCpu(pid)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const after = readThreadCpu(pid)
    return {
      application: (100 * (after.application - before.application)) / seconds,
      hub: (100 * (after.hub - before.hub)) / seconds,
    }
  }
  const alone = await spend(IDLE_SECONDS)
  await using context = await openContext(browser)
  const page = await context.newPage()
  await page.goto(`${url}/monitoring`)
  await page.waitForSelector('#spans')
  await spend(5)
  const watched = await spend(IDLE_SECONDS)
  tell(
    'application thread, page open over closed',
    Math.max(0, watched.application - alone.application),
    '% of a core',
    BUDGETS.applicationPercent,
  )
  tell('hub, page open over closed', Math.max(0, watched.hub - alone.hub), '% of a core', BUDGETS.hubPercent)
}

/** So many browsers that listen: how long until each has an event, and the next. */
async function measureBrowsers(url: string): Promise<void> {
  const leaving = new AbortController()
  const waits = await Promise.all(
    Array.from({ length: BROWSERS }, async () => {
      const answer = await fetch(`${url}/monitoring/api/events`, { signal: leaving.signal })
      const reader = answer.body!.getReader()
      const decoder = new TextDecoder()
      let [text, count, lastMs, longestMs] = ['', 0, performance.now(), 0]
      while (count < 6) {
        const { value, done } = await reader.read()
        if (done) return Infinity
        text += decoder.decode(value, { stream: true })
        const events = text.split('\n\n').filter((part) => part.includes('event: ')).length
        if (events === count) continue
        count = events
        longestMs = Math.max(longestMs, performance.now() - lastMs)
        lastMs = performance.now()
      }
      return longestMs
    }),
  )
  leaving.abort()
  tell(`${BROWSERS} browsers at once: longest wait for an event`, Math.max(...waits), 'ms', BUDGETS.liveMs)
}

async function measureFrames(browser: Browser): Promise<void> {
  const sample = nowData().errors.groups
  const groups = Array.from({ length: 1000 }, (_, index) => `group-${index}`).flatMap((id) =>
    sample.map((group) => ({ ...group, id })),
  )
  await using stub = await serveStub({
    data: () => ({ ...nowData(), errors: { ...nowData().errors, groups: groups.slice(0, 50) } }),
    errorGroups: () => groups,
  })
  await using context = await openContext(browser)
  const page: Page = await context.newPage()
  await page.goto(`${stub.url}/monitoring`)
  await page.click('#errors button:has-text("Show all groups")')
  await page.waitForSelector('#errors table[aria-rowcount="1001"]')
  await page.click('#errors button:has-text("Show all 1000")')
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  const readBusy = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    const seconds = metrics
      .filter(({ name }) => OWN_WORK.has(name))
      .reduce((sum, { value }) => sum + value, 0)
    return 1000 * seconds
  }
  const before = await readBusy()
  await page.evaluate(`new Promise((resolve) => {
    let left = ${FRAMES}
    const step = () => {
      scrollBy(0, 400)
      if (left-- > 0) requestAnimationFrame(step)
      else resolve()
    }
    step()
  })`)
  const busyMs = ((await readBusy()) - before) / FRAMES
  tell('script, style, layout of a frame, 1,000 groups scrolling', busyMs, 'ms', BUDGETS.frameMs)
}

using dir = createTempDir('cryo-bench-')
const samples = seedHistory(dir.file('monitoring'), DAYS, SERIES)
console.log(`${DAYS} days of ${SERIES} series, ${(samples / 1e6).toFixed(0)} million samples\n`)
const app = new TestApp({ CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: dir.file('monitoring') }, [], SHOP)
const browser = await startBrowser()
try {
  const url = await app.url()
  await app.line(/^ready/)
  app.tell('operate 100')
  await app.line(/^done operate/)
  await measureSize(url)
  await measureLoading(browser, url)
  await measureIdle(browser, url, app.pid)
  await measureBrowsers(url)
  await measureFrames(browser)
} finally {
  await browser.close()
  await app[Symbol.asyncDispose]()
}
if (missed > 0) process.exitCode = 1
