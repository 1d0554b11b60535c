import { THRESHOLD_NAMES, type ThresholdName } from '@cryo/conventions'

import type { Configuration } from './configuration.ts'

/** One threshold as it is exported: a point of the metric `cryo.alert.threshold`. */
export interface ThresholdEntry {
  readonly name: ThresholdName
  /** In failures in a row or in percent. */
  readonly value: number
}

const KEYS: Readonly<Record<ThresholdName, keyof Configuration['alertThresholds']>> = {
  database_failures: 'databaseFailures',
  api_errors: 'apiErrors',
  memory_usage: 'memoryUsage',
  cpu_usage: 'cpuUsage',
  disk_usage: 'diskUsage',
}

/** Every threshold with the name that rules join on. */
export function thresholdEntries(configuration: Configuration): readonly ThresholdEntry[] {
  return THRESHOLD_NAMES.map((name) => ({ name, value: configuration.alertThresholds[KEYS[name]] }))
}
