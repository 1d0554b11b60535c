import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { createTempDir, type TempDir } from '@cryo/testing'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { openContext, startBrowser } from '../../../dashboard/test/browser/start-browser.ts'
import { type WatchedPage, watchPage } from '../../../dashboard/test/browser/watch-page.ts'
import { statusWith, TestApp } from '../hub/start-app.ts'

const APP = join(import.meta.dirname, 'fixtures', 'shop.mjs')
const TOKEN = 'a-secret-of-the-webhook'

let browser: Browser
let dir: TempDir
let app: TestApp
let context: BrowserContext
let url: string
let page: Page
let watched: WatchedPage

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

beforeEach(async () => {
  dir = createTempDir()
  app = startShop()
  url = await app.url()
  await app.line(/^ready/)
  context = await openContext(browser)
  page = await context.newPage()
  watched = watchPage(page, url)
})
afterEach(async () => {
  await context.close()
  await app[Symbol.asyncDispose]()
  dir[Symbol.dispose]()
})

function startShop(port = '0', options: object = {}): TestApp {
  return new TestApp(
    {
      CRYO_DASHBOARD_PORT: port,
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      TEST_OPTIONS: JSON.stringify(options),
    },
    [],
    APP,
  )
}

async function order(command: string): Promise<void> {
  app.tell(command)
  await app.line(new RegExp(`^done ${command.split(' ')[0]}`))
}

/** The texts of the row of a section's table that has a text. */
async function row(section: string, text: string): Promise<string[]> {
  const found = page.locator(`#${section} tbody tr`, { hasText: text }).first()
  return (await found.locator('td').allTextContents()).map((cell) => cell.trim())
}

/** Sends an alert as Alertmanager would. */
async function fire(name: string): Promise<void> {
  const alert = {
    status: 'firing',
    labels: { alertname: name, severity: 'critical', service_name: 'shop' },
    annotations: { summary: `${name} of shop`, value: '0.25', threshold: '0.05' },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: '0123456789abcdef',
  }
  const response = await fetch(`${url}/monitoring/api/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      version: '4',
      groupKey: name,
      status: 'firing',
      receiver: 'x',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: '',
      truncatedAlerts: 0,
      alerts: [alert],
    }),
  })
  expect(response.status).toBe(200)
}

describe('the page of a real application', () => {
  it('shows in every section what the application did', async () => {
    await order('serve 12 3')
    await order('operate 40')
    await order('fail 7')
    await order('job 200 50 4')
    await order('measure 42')
    await fire('HighErrorRatio')
    await statusWith(
      url,
      ({ performance, errors, operations, progress, alerts, health }) =>
        performance.requests.count === 15 &&
        errors.total >= 7 &&
        operations.some(({ count }) => count === 40) &&
        progress[0]?.processedItems === 50 &&
        alerts.length > 0 &&
        health.database.length > 0 &&
        performance.dependencies.some(({ count }) => count === 15),
    )
    await page.goto(`${url}/monitoring`)
    await page.waitForSelector('#spans')
    expect(await page.locator('h1').textContent()).toBe('shop')
    const job = await row('progress', 'import')
    expect(job.slice(0, 3)).toEqual([
      'importshop',
      'running',
      expect.stringContaining('50 of 200 orders · 25 %'),
    ])
    expect(job[5]).toBe('4')
    expect((await row('routes', '/items/:id')).slice(-1)).toEqual(['15'])
    expect((await row('routes', '/items/:id'))[3]).toBe('20 %')
    expect(await row('operations', 'price')).toEqual(expect.arrayContaining(['operation', '40']))
    expect(await row('errors', 'RangeError')).toEqual(expect.arrayContaining(['new', '7']))
    expect(await row('alerts', 'HighErrorRatio')).toEqual([
      'critical',
      'HighErrorRatioHighErrorRatio of shop',
      '0.25limit 0.05',
      expect.any(String),
      expect.any(String),
      'no runbook',
    ])
    expect((await row('health', 'orders')).slice(0, 2)).toEqual(['ok', expect.stringContaining('orders')])
    expect((await row('calls', '127.0.0.1')).slice(-1)).toEqual(['15'])
    expect(await page.locator('#calls .values li').allTextContents()).toEqual(['queue_depth42'])
    expect((await row('system', 'shop')).slice(0, 2)).toEqual([expect.stringContaining('shop'), 'running'])
    expect(await page.locator('.sentence').textContent()).toMatch(/need attention|HighErrorRatio/)
    expect(watched.problems).toEqual([])
  })

  it('follows what happens while it is looked at, and stands still while it is paused', async () => {
    await order('job 1000 10 0')
    await page.goto(`${url}/monitoring`)
    await page.waitForSelector('text=10 of 1,000')
    await order('go 90')
    await page.waitForSelector('text=100 of 1,000')
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.waitForSelector('text=Paused')
    await order('go 100')
    await statusWith(url, ({ progress }) => progress[0]?.processedItems === 200)
    expect(await page.locator('text=100 of 1,000').count()).toBe(1)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.waitForSelector('text=200 of 1,000')
    expect(watched.problems).toEqual([])
  })

  it('says that the event loop is blocked, while it is', async () => {
    await page.goto(`${url}/monitoring`)
    await page.waitForSelector('#spans')
    app.tell('block 6000')
    await page.waitForSelector('.banner:has-text("event loop is blocked")')
    await page.waitForSelector('.banner', { state: 'detached' })
    expect(watched.problems).toEqual([])
  })

  it('says that the application is gone, and goes on when it is back', async () => {
    await page.goto(`${url}/monitoring`)
    await page.waitForSelector('#spans')
    // What changes comes by an event, which says whose it is.
    await order('job 5 1 0')
    await page.waitForSelector('text=1 of 5')
    app.kill('SIGKILL')
    await app.exited()
    await page.waitForSelector('.banner:has-text("The application is gone: last seen")')
    app = startShop(new URL(url).port)
    await app.line(/^ready/)
    await page.waitForSelector('.banner:has-text("Another process took over this page")')
    await page.waitForSelector('.banner:has-text("gone")', { state: 'detached' })
    await order('job 77 7 0')
    await page.waitForSelector('text=7 of 77')
    // That nobody answered meanwhile stands in the console, as it should.
    expect(watched.problems.filter((problem) => !problem.includes('ERR_'))).toEqual([])
  })

  it('silences an alert and ends the silence', async () => {
    await fire('HighErrorRatio')
    await page.goto(`${url}/monitoring`)
    await page.click('#alerts .open-link')
    await page.fill('.silence-form input[required]', 'deploying <b>now</b>')
    await page.getByRole('button', { name: 'Silence', exact: true }).click()
    await page.waitForSelector('dialog .silences :text("deploying <b>now</b>")')
    const { alerts } = await statusWith(url, ({ alerts: [alert] }) => alert?.silenced ?? false)
    expect(alerts).toHaveLength(1)
    await page.keyboard.press('Escape')
    await page.waitForSelector('#alerts tr.muted')
    await page.getByRole('button', { name: /^Unsilence/ }).click()
    await statusWith(url, ({ alerts: [alert] }) => alert !== undefined && !alert.silenced)
    await page.waitForSelector('#alerts .silences', { state: 'detached' })
    expect(watched.problems).toEqual([])
  })

  it('resolves a group of errors, and shows when it is back', async () => {
    await order('fail 3')
    await page.goto(`${url}/monitoring`)
    await page.click('#errors .open-link')
    await page.getByRole('button', { name: 'Resolve' }).click()
    await page.waitForSelector('dialog .badge:text("resolved")')
    await page.keyboard.press('Escape')
    await page.waitForSelector('#errors .badge:text("resolved")')
    await order('fail 1')
    await page.waitForSelector('#errors .badge:text("regressed")')
    expect(watched.problems).toEqual([])
  })

  it('opens the trace of an error as a waterfall, from a link that others can use', async () => {
    await order('serve 0 2')
    await page.goto(`${url}/monitoring`)
    await page.click('#spans tbody .name')
    await page.waitForSelector('.waterfall-row')
    const link = page.url()
    expect(link).toMatch(/\?view=traces&trace=[0-9a-f]{32}$/)
    const other = await context.newPage()
    await other.goto(link)
    await other.waitForSelector('.waterfall-row')
    expect(await other.locator('.span-details').textContent()).toContain('http.response.status_code')
    await page.goBack()
    await page.waitForSelector('#spans')
    expect(watched.problems).toEqual([])
  })
})

describe('behind a proxy that adds a prefix', () => {
  let proxy: Server
  afterEach(() => proxy.close())

  it('works in all views, and changes something', async () => {
    await fire('HighErrorRatio')
    const { port } = new URL(url)
    proxy = createServer((incoming, outgoing) => {
      const path = (incoming.url ?? '').replace(/^\/ops\/shop(?=\/)/, '')
      if (path === incoming.url) {
        outgoing.writeHead(404).end()
        return
      }
      const passed = httpRequest(
        { port, host: '127.0.0.1', path, method: incoming.method, headers: incoming.headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        },
      )
      passed.on('error', () => outgoing.destroy())
      outgoing.on('close', () => passed.destroy())
      incoming.pipe(passed)
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const outside = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/ops/shop`
    const seen = await context.newPage()
    const watchedProxy = watchPage(seen, outside)
    await seen.goto(`${outside}/monitoring`)
    await seen.waitForSelector('#spans')
    await seen.waitForSelector('.live-state[data-state="live"]')
    await seen.click('#alerts .open-link')
    await seen.fill('.silence-form input[required]', 'known')
    await seen.getByRole('button', { name: 'Silence', exact: true }).click()
    await statusWith(url, ({ alerts: [alert] }) => alert?.silenced ?? false)
    await seen.keyboard.press('Escape')
    await seen.keyboard.press('t')
    await seen.waitForSelector('#traces')
    await seen.keyboard.press('q')
    await seen.waitForSelector('.cm-content')
    expect(seen.url()).toMatch(/\/ops\/shop\/monitoring\?view=query$/)
    expect(watchedProxy.problems).toEqual([])
  })
})
