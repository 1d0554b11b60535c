import { METRIC_HTTP_ROUTE, METRIC_HTTP_SERVER_REQUEST_DURATION } from '@cryo/conventions'
import { beforeEach, describe, expect, it } from 'vitest'

import { RouteChecks } from '../../src/health/route-checks.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { createProcess, type TestProcess } from '../fixtures/create-process.ts'

const STEP_MS = 5000

let store: SeriesStore
let process: TestProcess
let checks: RouteChecks
let nowMs = 0
beforeEach(() => {
  store = new SeriesStore()
  process = createProcess(store)
  checks = new RouteChecks()
  nowMs = 1_000_000
})

function request(route: string, status = 200, count = 1, seconds = 0.02): void {
  for (let index = 0; index < count; index++) {
    process.record(METRIC_HTTP_SERVER_REQUEST_DURATION, seconds, {
      'http.request.method': 'GET',
      ...(route === '' ? {} : { 'http.route': route }),
      'http.response.status_code': status,
    })
  }
}

function look(stepMs = STEP_MS): void {
  nowMs += stepMs
  process.show()
  checks.observe(store, nowMs)
}

function report(apiErrors = 3): string[] {
  return checks
    .report(store, nowMs, apiErrors)
    .map(({ name, status, failuresInARow, message }) =>
      `${name}: ${status} ${failuresInARow} ${message ?? ''}`.trim(),
    )
}

describe('a route', () => {
  it('is ok while its requests succeed, and tells the p95 of five minutes', () => {
    request('/item/:id', 404, 5)
    request('/item/:id', 200, 95)
    look()
    expect(report()).toEqual(['GET /item/:id: ok 0'])
    const [check] = checks.report(store, nowMs, 3)
    expect(check).toMatchObject({ service: 'shop', kind: 'api', required: false, checkedAt: new Date(nowMs) })
    expect(check?.durationSeconds).toBeGreaterThan(0.01)
    expect(check?.durationSeconds).toBeLessThanOrEqual(0.025)
  })

  it.each([
    [1, 'ok'],
    [5, 'warning'],
    [50, 'error'],
  ])('of which %d in a hundred fail is %s', (failures, status) => {
    request('/', 500, failures)
    request('/', 200, 100 - failures)
    look()
    expect(report()[0]).toMatch(new RegExp(`^GET /: ${status} 0`))
  })

  it('is in error after failures in a row, whatever went before, and well after a success', () => {
    request('/', 200, 1000)
    look()
    request('/', 500, 2)
    look()
    expect(report()[0]).toMatch(/^GET \/: ok 2/)
    look()
    request('/', 503)
    look()
    expect(report()[0]).toMatch(/^GET \/: error 3 3 of 1003 requests failed/)
    request('/', 503)
    request('/', 200)
    look()
    expect(report()[0]).toMatch(/^GET \/: ok 0/)
  })

  it('is forgotten by what happened more than five minutes ago', () => {
    request('/', 500, 10)
    look()
    for (let step = 0; step < 12; step++) look(30_000)
    expect(report()).toEqual(['GET /: unknown 10 not called in the last 5 minutes'])
    request('/', 200, 10)
    look()
    expect(report()).toEqual(['GET /: ok 0'])
  })

  it('that no framework tells is one of its method', () => {
    request('', 500, 3)
    look()
    expect(report()[0]).toMatch(/^GET \(no route\): error/)
  })
})

describe('many routes', () => {
  it('are the twenty busiest, and those that fail before them', () => {
    for (let index = 0; index < 40; index++) request(`/route/${index}`, 200, 40 - index)
    request('/rare', 500, 3)
    look()
    const names = report().map((line) => line.split(':')[0])
    expect(names).toHaveLength(20)
    expect(names[0]).toBe('GET /rare')
    expect(names).toContain('GET /route/0')
    expect(names).not.toContain('GET /route/19')
  })
})

describe('routes that nobody called', () => {
  function know(method: string, route: string): void {
    process.gauge(METRIC_HTTP_ROUTE, 1, { 'http.request.method': method, 'http.route': route })
  }

  it('are unknown, until they are called', () => {
    know('GET', '/item/:id')
    know('POST', '/item/:id')
    know('ALL', '/any')
    know('ALL', '/never')
    look()
    expect(report()).toHaveLength(4)
    request('/item/:id')
    request('/any')
    look()
    expect(report()).toEqual([
      'GET /any: ok 0',
      'GET /item/:id: ok 0',
      'ALL /never: unknown 0 not called yet',
      'POST /item/:id: unknown 0 not called yet',
    ])
  })

  it('are two hundred at most', () => {
    const other = createProcess(store, 'mill', 'b')
    for (let index = 0; index < 150; index++) know('GET', `/a/${index}`)
    for (let index = 0; index < 150; index++) {
      other.gauge(METRIC_HTTP_ROUTE, 1, { 'http.request.method': 'GET', 'http.route': `/b/${index}` })
    }
    other.show()
    look()
    expect(report()).toHaveLength(200)
  })
})
