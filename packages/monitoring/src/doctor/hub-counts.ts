import {
  ATTR_OUTCOME,
  ATTR_WEBHOOK_RESULT,
  METRIC_ALERT_NOTIFICATIONS,
  METRIC_ALERT_WEBHOOKS,
} from '@cryo/conventions'

/** What a hub has counted of alerts. */
export interface HubCounts {
  /** Webhooks with a wrong secret. */
  readonly forged: number
  /** Notifications that a handler took, and that none did. */
  readonly told: number
  readonly untold: number
}

export const NO_COUNTS: HubCounts = { forged: 0, told: 0, untold: 0 }

/** Reads them from `/metrics`. @param exposition - In the text format of Prometheus. */
export function readHubCounts(exposition: string): HubCounts {
  const lines = exposition.split('\n')
  const sum = ({ name }: { readonly name: string }, attribute: string, value: string): number =>
    lines
      .filter((line) => line.startsWith(`${toLabel(name)}_total{`))
      .filter((line) => line.includes(`${toLabel(attribute)}="${value}"`))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0)
  return {
    forged: sum(METRIC_ALERT_WEBHOOKS, ATTR_WEBHOOK_RESULT, 'forged'),
    told: sum(METRIC_ALERT_NOTIFICATIONS, ATTR_OUTCOME, 'success'),
    untold: sum(METRIC_ALERT_NOTIFICATIONS, ATTR_OUTCOME, 'failure'),
  }
}

function toLabel(name: string): string {
  return name.replaceAll('.', '_')
}
