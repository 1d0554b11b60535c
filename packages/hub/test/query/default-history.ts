import type { HubConfiguration } from '@cryo/protocol'

/** Settings of a history as they are by default. */
export const DEFAULT_HISTORY: HubConfiguration['history'] = {
  retentionDays: 14,
  maxBytes: 64 * 1024 * 1024,
  maxErrors: 1000,
  maxAlerts: 1000,
}
