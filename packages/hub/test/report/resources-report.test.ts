import { METRIC_CUSTOM, METRIC_PROCESS_UPTIME } from '@cryo/conventions'
import { describe, expect, it, vi } from 'vitest'

import { SeriesStore } from '../../src/metrics/series-store.ts'
import { reportResources } from '../../src/report/resources-report.ts'
import { createProcess } from '../fixtures/create-process.ts'

const START_MS = 1_700_000_000_000

describe('the uptime of a process', () => {
  it.for([
    ['stays where it is', 0],
    ['is set back', -3_600_000],
    ['is set forward', 3_600_000],
  ] as const)('is what the process says, whatever the clock does: it %s', ([, changeMs]) => {
    vi.useFakeTimers({ now: START_MS })
    const store = new SeriesStore()
    const process = createProcess(store)
    process.gauge(METRIC_PROCESS_UPTIME, 42)
    process.gauge(METRIC_CUSTOM, 1)
    process.show()
    vi.useRealTimers()
    expect(reportResources(store, START_MS + changeMs)).toMatchObject([{ uptimeSeconds: 42 }])
  })

  it('is told by the start of its series where it says nothing', () => {
    vi.useFakeTimers({ now: START_MS })
    const store = new SeriesStore()
    const process = createProcess(store)
    process.gauge(METRIC_CUSTOM, 1)
    process.show()
    vi.useRealTimers()
    const [report] = reportResources(store, START_MS + 5000)
    expect(report?.uptimeSeconds).toBeCloseTo(5, 1)
  })
})
