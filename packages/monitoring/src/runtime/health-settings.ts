import { configureHealth } from '@cryo/health'

import type { Configuration } from '../configuration/configuration.ts'

/** Lets health checks follow the configuration; with monitoring disabled none runs. */
export function applyHealthSettings({
  disabled,
  healthCheckIntervals,
  alertThresholds,
}: Configuration): void {
  configureHealth({
    enabled: !disabled,
    intervalSeconds: healthCheckIntervals,
    failureThreshold: { database: alertThresholds.databaseFailures, api: alertThresholds.apiErrors },
  })
}
