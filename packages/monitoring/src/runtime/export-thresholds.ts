import { ATTR_THRESHOLD_NAME, METRIC_ALERT_THRESHOLD } from '@cryo/conventions'
import { gauge } from '@cryo/instruments'

import type { Configuration } from '../configuration/configuration.ts'
import { thresholdEntries } from '../configuration/threshold-entries.ts'

const THRESHOLD = gauge(METRIC_ALERT_THRESHOLD)

/** Exports the configured thresholds as telemetry: one value serves rules, pages and notifications. */
export function exportThresholds(configuration: Configuration): void {
  for (const { name, value } of thresholdEntries(configuration)) {
    THRESHOLD.record(value, { [ATTR_THRESHOLD_NAME]: name })
  }
}
