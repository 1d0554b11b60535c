import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
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

/** The sample with very many of everything. */
function manyData(): ReturnType<typeof nowData> {
  const data = nowData()
  const many = <T>(rows: readonly T[], count: number, vary: (row: T, index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => vary(rows[index % rows.length]!, index))
  return {
    ...data,
    progress: many(data.progress, 200, (job, index) => ({ ...job, name: `job_${index}` })),
    operations: many(data.operations, 500, (one, index) => ({ ...one, name: `operation_${index}` })),
    errors: { ...data.errors, groups: manyGroups(50) },
  }
}

function manyGroups(count: number): ReturnType<typeof nowData>['errors']['groups'] {
  const [group] = nowData().errors.groups
  return Array.from({ length: count }, (_, index) => ({
    ...group!,
    id: `group-${index}`,
    type: `Error${index}`,
  }))
}

describe('very long lists', () => {
  it('are all there, and only what is in view is made', async () => {
    await using stub = await serveStub({ data: manyData, errorGroups: () => manyGroups(1000) })
    const watched = watchPage(page, stub.url)
    await page.goto(`${stub.url}/monitoring`)
    await page.waitForSelector('#spans')
    for (const [section, count, last] of [
      ['progress', 200, 'job_199'],
      ['operations', 500, 'operation_499'],
      ['errors', 1000, 'Error999'],
    ] as const) {
      const inSection = page.locator(`#${section}`)
      if (section === 'errors') {
        await inSection.getByRole('button', { name: 'Show all groups' }).click()
        await inSection.locator('table[aria-rowcount="1001"]').waitFor()
      }
      await inSection.getByRole('button', { name: `Show all ${count}` }).click()
      expect(await inSection.locator('tbody tr:not(.gap)').count(), section).toBeLessThan(120)
      await inSection.locator('.charts').first().scrollIntoViewIfNeeded()
      await page.evaluate(
        `document.querySelector('#${section} tbody').lastElementChild.scrollIntoView({ block: 'end' })`,
      )
      await inSection.locator('tbody tr', { hasText: last }).waitFor()
      expect(await inSection.locator('tbody tr:not(.gap)').count(), section).toBeLessThan(120)
    }
    expect(watched.problems).toEqual([])
  })
})

describe('ten tabs of one browser', () => {
  it('share one connection, and go on when the one that has it closes', async () => {
    let count = 0
    await using stub = await serveStub({
      data: () => {
        const data = nowData()
        return {
          ...data,
          performance: { ...data.performance, requests: { ...data.performance.requests, count: ++count } },
        }
      },
    })
    const streams: string[] = []
    context.on('request', (request) => {
      if (request.url().includes('/api/events')) streams.push(request.url())
    })
    await page.goto(`${stub.url}/monitoring`)
    await page.waitForSelector('#spans')
    const tabs = [page]
    for (let tab = 1; tab < 10; tab++) {
      const next = await context.newPage()
      tabs.push(next)
      await next.goto(`${stub.url}/monitoring`)
      await next.waitForSelector('.live-state[data-state="live"]')
    }
    expect(streams).toHaveLength(1)
    await page.close()
    const seen = await tabs[9]!.locator('.tile-sub').nth(2).textContent()
    await tabs[9]!.waitForFunction((text) => {
      const { document: shown } = globalThis as unknown as {
        document: { querySelectorAll(selector: string): { textContent: string }[] }
      }
      return shown.querySelectorAll('.tile-sub')[2]?.textContent !== text
    }, seen)
    expect(streams).toHaveLength(2)
    expect(streams[1]).toMatch(/\?after=hub-1\.\d+$/)
  })
})

describe('keys', () => {
  it('go everywhere, and a sheet lists them', async () => {
    await using stub = await serveStub({ traces: stubTraces })
    const watched = watchPage(page, stub.url)
    await page.goto(`${stub.url}/monitoring`)
    await page.waitForSelector('#spans')
    await page.keyboard.press('?')
    await page.waitForSelector('dialog[open] kbd')
    await page.keyboard.press('t')
    expect(page.url()).not.toContain('view=')
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog', { state: 'detached' })
    await page.keyboard.press('t')
    await page.waitForSelector('#traces')
    await page.focus('input')
    await page.keyboard.type('op?')
    expect(await page.inputValue('input')).toBe('op?')
    await page.locator('h1').click()
    await page.keyboard.press('o')
    await page.waitForSelector('#spans')
    await page.keyboard.press('-')
    await page.waitForURL(/from=\d+&to=\d+/)
    await page.keyboard.press('0')
    await page.waitForURL((url) => !url.search.includes('from'))
    await page.keyboard.press('p')
    await page.waitForSelector('text=Paused')
    expect(watched.problems).toEqual([])
  })
})

describe('the time', () => {
  it('is chosen by dragging over a chart, and all charts follow, as does whoever is given the link', async () => {
    await using stub = await serveStub()
    const asked: URL[] = []
    page.on('request', (request) => {
      if (request.url().includes('query_range')) asked.push(new URL(request.url()))
    })
    await page.goto(`${stub.url}/monitoring?range=24h`)
    await page.waitForSelector('#routes canvas')
    await page.locator('#routes .u-over').first().scrollIntoViewIfNeeded()
    const box = (await page.locator('#routes .u-over').first().boundingBox())!
    asked.length = 0
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 5 })
    await page.mouse.up()
    await page.waitForURL(/from=\d+&to=\d+/)
    const chosen = new URL(page.url()).searchParams
    const [from, to] = [Number(chosen.get('from')), Number(chosen.get('to'))]
    expect(Math.abs((to - from) / 3_600_000 - 6)).toBeLessThan(0.5)
    await page.waitForSelector('.range-period')
    await expect.poll(() => asked.length).toBeGreaterThan(10)
    for (const { searchParams } of asked) {
      expect(Number(searchParams.get('start'))).toBeGreaterThanOrEqual(from / 1000)
      expect(Number(searchParams.get('end'))).toBeLessThanOrEqual(to / 1000)
    }
    const other = await context.newPage()
    await other.goto(page.url())
    await other.waitForSelector('.range-period')
    expect(await other.locator('.range-period').textContent()).toBe(
      await page.locator('.range-period').textContent(),
    )
    await page.goBack()
    await page.waitForURL(/range=24h/)
  })
})
