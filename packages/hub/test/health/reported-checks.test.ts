import {
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_STATUS,
  type CheckStatus,
  CHECK_STATUSES,
} from '@cryo/conventions'
import { beforeEach, expect, it } from 'vitest'

import { HealthReporter } from '../../src/health/health-reporter.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { createResource } from '../../src/otlp/resource.ts'
import { SPAN_KIND, STATUS_CODE, type Span } from '../../src/otlp/span.ts'
import { createProcess, type TestProcess } from '../fixtures/create-process.ts'

const THRESHOLDS = { apiErrors: 3, memoryUsage: 85, cpuUsage: 85, diskUsage: 90 }

let store: SeriesStore
let blocked = false
let health: HealthReporter
beforeEach(() => {
  store = new SeriesStore()
  blocked = false
  health = new HealthReporter({
    series: store,
    serviceName: 'shop',
    thresholds: () => THRESHOLDS,
    loop: () => ({ blocked, lagSeconds: blocked ? 3 : 0 }),
  })
})

interface Told {
  readonly kind?: string
  readonly failures?: number
  readonly required?: boolean
}

function tell(process: TestProcess, name: string, status: CheckStatus | null, told: Told = {}): void {
  const { kind = 'database', failures = 0, required = false } = told
  const check = { 'cryo.check.name': name, 'cryo.check.kind': kind }
  for (const each of CHECK_STATUSES) {
    process.gauge(METRIC_HEALTH_STATUS, each === status ? 1 : 0, { ...check, 'cryo.check.status': each })
  }
  process.gauge(METRIC_HEALTH_FAILURES, failures, check)
  process.gauge(METRIC_HEALTH_REQUIRED, required ? 1 : 0, check)
  process.show()
}

function runOf(name: string, message: string | null, endMs: number, instance = 'a'): Span {
  return {
    resource: createResource(toAttributes({ 'service.name': 'shop', 'service.instance.id': instance })),
    scope: { name: '', version: '', attributes: {} },
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: `${name} check`,
    kind: SPAN_KIND.internal,
    startMs: endMs - 250,
    endMs,
    attributes: toAttributes({
      'cryo.check.name': name,
      'cryo.check.kind': 'database',
      ...(message === null ? {} : { 'cryo.check.message': message }),
    }),
    events: [],
    links: [],
    status: { code: STATUS_CODE.unset, message: '' },
  } as unknown as Span
}

it('tells each check with what the span of its run says', () => {
  const process = createProcess(store)
  tell(process, 'main', 'warning', { failures: 2, required: true })
  health.notes.take(runOf('main', 'newest', 5000))
  health.notes.take(runOf('main', 'overtaken', 4000))
  health.notes.take(runOf('main', 'of another process', 9000, 'b'))
  health.notes.take(runOf('other', 'of another check', 9000))
  expect(health.report(10_000)).toMatchObject({
    status: 'warning',
    database: [
      {
        service: 'shop',
        name: 'main',
        kind: 'database',
        status: 'warning',
        message: 'newest',
        durationSeconds: 0.25,
        failuresInARow: 2,
        checkedAt: new Date(5000),
        required: true,
      },
    ],
    api: [],
    timestamp: new Date(10_000),
  })
})

it('makes one of a check of several processes, as bad as the worst, and tells services apart', () => {
  tell(createProcess(store, 'shop', 'a'), 'main', 'ok')
  tell(createProcess(store, 'shop', 'b'), 'main', 'error', { failures: 7 })
  tell(createProcess(store, 'shop', 'c'), 'main', 'unknown')
  tell(createProcess(store, 'mill', 'd'), 'main', 'ok')
  const { status, database } = health.report(0)
  expect(status).toBe('unhealthy')
  expect(database.map((check) => [check.service, check.status, check.failuresInARow])).toEqual([
    ['shop', 'error', 7],
    ['mill', 'ok', 0],
  ])
})

it('does not tell a check that has ended, nor what no check says', () => {
  const process = createProcess(store)
  tell(process, 'ended', null)
  tell(process, 'strange kind', 'ok', { kind: 'weather' })
  process.gauge(METRIC_HEALTH_STATUS, 1, {
    'cryo.check.name': 'strange status',
    'cryo.check.kind': 'api',
    'cryo.check.status': 'fine',
  })
  process.show()
  expect(health.report(0)).toMatchObject({ status: 'healthy', database: [], api: [] })
})

it('names the required checks that fail: those before the threshold and those not run yet too', () => {
  const process = createProcess(store)
  expect(health.failing(0)).toEqual([])
  tell(process, 'passes', 'ok', { required: true })
  tell(process, 'waiting clients', 'warning', { required: true })
  tell(process, 'optional', 'error', { failures: 9 })
  expect(health.failing(0)).toEqual([])
  tell(process, 'first failure', 'warning', { required: true, failures: 1 })
  tell(process, 'not run', 'unknown', { required: true })
  tell(process, 'down', 'error', { required: true, failures: 5 })
  blocked = true
  expect(health.failing(0)).toEqual(['first failure', 'not run', 'down', 'event loop'])
  expect(health.report(0)).toMatchObject({
    status: 'unhealthy',
    system: [{ name: 'event loop', status: 'error', message: 'blocked for 3.0 s' }],
  })
})
