import type { HubConfiguration } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'

/** Picks what of the configuration concerns the hub. */
export function toHubConfiguration(configuration: Configuration): HubConfiguration {
  const { monitoringDir, dashboard, otel, alertThresholds, healthCheckIntervals } = configuration
  const { forward, metricExportIntervalMs, spanBatch } = otel
  const systemIntervalSeconds = healthCheckIntervals.system
  return {
    monitoringDir,
    dashboard,
    forward,
    metricExportIntervalMs,
    spanBatch,
    systemIntervalSeconds,
    alertThresholds,
  }
}
