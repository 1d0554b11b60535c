import { type CheckKind, sharedState } from '@cryo/conventions'

/** Defaults of all checks of the process, by kind. */
export interface HealthSettings {
  /** Whether checks run at all; without, every call is a no-op. */
  enabled: boolean
  readonly intervalSeconds: Record<CheckKind, number>
  readonly failureThreshold: Record<CheckKind, number>
}

/** The settings of this process, which running checks follow. */
export const healthSettings: HealthSettings = sharedState('@cryo/health/settings', () => ({
  enabled: true,
  intervalSeconds: { database: 30, api: 60, system: 15 },
  failureThreshold: { database: 5, api: 3, system: 1 },
}))

/** Changes the defaults of all checks, running ones included: from their next run on. */
export function configureHealth(settings: {
  readonly enabled?: boolean
  readonly intervalSeconds?: Partial<HealthSettings['intervalSeconds']>
  readonly failureThreshold?: Partial<HealthSettings['failureThreshold']>
}): void {
  healthSettings.enabled = settings.enabled ?? healthSettings.enabled
  Object.assign(healthSettings.intervalSeconds, settings.intervalSeconds)
  Object.assign(healthSettings.failureThreshold, settings.failureThreshold)
}
