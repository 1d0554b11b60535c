import type { AlertSummary } from '@cryo/protocol'

/**
 * Fingerprints of alerts that nobody is told of because of others that fire, by the rules that Alertmanager is
 * configured with: a warning where the same is critical already, and what is of interest only while nothing worse of
 * its service fires.
 */
export function findInhibited(firing: readonly AlertSummary[]): ReadonlySet<string> {
  const critical = new Set<string>()
  const inTrouble = new Set<string>()
  for (const alert of firing) {
    const { severity } = alert.labels
    if (severity === 'critical') critical.add(`${alert.name} ${serviceOf(alert)}`)
    if (severity === 'critical' || severity === 'warning') inTrouble.add(serviceOf(alert))
  }
  const inhibited = firing.filter((alert) => {
    const { severity } = alert.labels
    if (severity === 'warning') return critical.has(`${alert.name} ${serviceOf(alert)}`)
    return severity === 'info' && !inTrouble.has(serviceOf(alert))
  })
  return new Set(inhibited.map(({ fingerprint }) => fingerprint))
}

function serviceOf({ labels }: AlertSummary): string {
  return JSON.stringify([labels['service_namespace'] ?? '', labels['service_name'] ?? ''])
}
