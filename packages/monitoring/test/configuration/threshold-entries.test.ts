import { THRESHOLD_NAMES } from '@cryo/conventions'
import { describe, expect, it } from 'vitest'

import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import { thresholdEntries } from '../../src/configuration/threshold-entries.ts'

describe('thresholdEntries', () => {
  it('names every threshold', () => {
    const alertThresholds = { databaseFailures: 1, apiErrors: 2, memoryUsage: 3, cpuUsage: 4, diskUsage: 5 }
    const entries = thresholdEntries(resolveConfiguration({ options: { alertThresholds }, env: {} }))
    expect(entries).toEqual([
      { name: 'database_failures', value: 1 },
      { name: 'api_errors', value: 2 },
      { name: 'memory_usage', value: 3 },
      { name: 'cpu_usage', value: 4 },
      { name: 'disk_usage', value: 5 },
    ])
    expect(entries.map(({ name }) => name)).toEqual(THRESHOLD_NAMES)
  })
})
