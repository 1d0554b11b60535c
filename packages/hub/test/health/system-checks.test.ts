import {
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HEAP_USED,
} from '@cryo/conventions'
import type { SystemUsage } from '@cryo/protocol'
import { describe, expect, it } from 'vitest'

import { RuntimeChecks } from '../../src/health/runtime-checks.ts'
import { SystemChecks } from '../../src/health/system-checks.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { createProcess } from '../fixtures/create-process.ts'

const THRESHOLDS = { apiErrors: 3, memoryUsage: 85, cpuUsage: 85, diskUsage: 90 }

describe('the machine', () => {
  function judge(resource: SystemUsage['resource'], ...percents: number[]): string[] {
    const checks = new SystemChecks('shop')
    return percents.map((percent) => {
      checks.judge([{ resource, percent, of: 'container' }], THRESHOLDS, 5)
      return checks.report()[0]?.status ?? ''
    })
  }

  it('is a warning from the third sample in a row past its threshold on, and well with the first below', () => {
    expect(judge('memory', 90, 90, 84, 85, 86, 85, 84)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      'warning',
      'ok',
    ])
  })

  it.each<[SystemUsage['resource'], number, string]>([
    ['memory', 92, 'warning'],
    ['memory', 92.5, 'error'],
    ['disk', 90, 'warning'],
    ['disk', 95, 'error'],
    // What is there to compute may compute.
    ['cpu', 100, 'warning'],
    ['cpu', 84.9, 'ok'],
  ])('%s at %d %% is %s', (resource, percent, status) => {
    expect(judge(resource, percent, percent, percent)[2]).toBe(status)
  })

  it('tells of what', () => {
    const checks = new SystemChecks('shop')
    checks.judge(
      [
        { resource: 'memory', percent: 54.2, of: 'container' },
        { resource: 'disk', percent: 12, of: '/srv/monitoring' },
      ],
      THRESHOLDS,
      5,
    )
    expect(checks.report()).toMatchObject([
      {
        service: 'shop',
        name: 'memory',
        kind: 'system',
        message: '54 % of the container in use',
        checkedAt: new Date(5),
      },
      { name: 'disk', message: '12 % of /srv/monitoring in use' },
    ])
    checks.clear()
    expect(checks.report()).toEqual([])
  })
})

describe('processes', () => {
  it('are judged by the limit of the heap, not by what of it is allocated, once for each sample', () => {
    const store = new SeriesStore()
    const checks = new RuntimeChecks()
    const one = createProcess(store, 'shop', 'a')
    const other = createProcess(store, 'shop', 'b')
    const heap = (used: number): void => {
      for (const space of ['old', 'new']) {
        one.gauge(METRIC_HEAP_USED, used / 2, { 'v8js.heap.space.name': space })
        one.gauge(METRIC_HEAP_LIMIT, used / 2, { 'v8js.heap.space.name': space })
      }
      one.gauge(METRIC_HEAP_SIZE_LIMIT, 1000 * 1024 ** 2)
      one.show()
    }
    other.gauge(METRIC_HEAP_USED, 1)
    other.gauge(METRIC_HEAP_SIZE_LIMIT, 1000 * 1024 ** 2)
    other.show()
    heap(500 * 1024 ** 2)
    let timeMs = 0
    const statuses: string[] = []
    const look = (stepMs: number): void => {
      timeMs += stepMs
      checks.observe(store, timeMs, 85)
      statuses.push(checks.report().find(({ name }) => name === 'heap')?.status ?? '')
    }
    for (let sample = 0; sample < 4; sample++) look(10_000)
    heap(900 * 1024 ** 2)
    // Every five seconds, as the hub does: two looks are one sample.
    for (let sample = 0; sample < 6; sample++) look(5000)
    expect(statuses).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'warning'])
    expect(checks.report()).toMatchObject([
      { service: 'shop', name: 'heap', message: '900 MB of 1000 MB in use (process 7)', required: false },
    ])
  })

  it('are judged by the delay of their event loops', () => {
    const store = new SeriesStore()
    const checks = new RuntimeChecks()
    const process = createProcess(store)
    process.gauge(METRIC_EVENT_LOOP_DELAY_P99, 0.6)
    process.show()
    for (let sample = 1; sample <= 3; sample++) checks.observe(store, sample * 10_000, 85)
    expect(checks.report()).toMatchObject([
      { name: 'event loop delay', status: 'warning', message: '99 % of its turns within 600 ms (process 7)' },
    ])
  })
})
