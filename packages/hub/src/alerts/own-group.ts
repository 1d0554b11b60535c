import type { AlertSummary } from '@cryo/protocol'

/** What Alertmanager is configured to group by. */
const LABELS = ['alertname', 'service_namespace', 'service_name', 'deployment_environment_name'] as const
const PREFIX = 'hub:'

/** The group of an alert that this hub tells of by itself; one of Alertmanager's begins otherwise. */
export function ownGroupOf({ labels }: Pick<AlertSummary, 'labels'>): string {
  return PREFIX + JSON.stringify(LABELS.map((name) => labels[name] ?? ''))
}

export function isOwnGroup(groupKey: string): boolean {
  return groupKey.startsWith(PREFIX)
}
