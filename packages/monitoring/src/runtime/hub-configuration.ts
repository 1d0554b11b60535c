import type { HubConfiguration } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Picks what of the configuration concerns the hub. */
export function toHubConfiguration(configuration: Configuration): HubConfiguration {
  const { monitoringDir, dashboard, otel, metricsRetentionDays: retentionDays } = configuration
  const { maxErrors, maxBytes } = configuration.history
  const { forward, metricExportIntervalMs, spanBatch } = otel
  const history = { retentionDays, maxErrors, maxBytes }
  return { monitoringDir, dashboard, history, forward, metricExportIntervalMs, spanBatch }
}
