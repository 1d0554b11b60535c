import type { Alert, AlertSummary } from './alert.ts'
import { createAlert } from './create-alert.ts'

/** Reads an alert that came as JSON from another process of ours; `null` where it is none. */
export function readAlert(given: unknown): Alert | null {
  const { alerts, count } = (given ?? {}) as Partial<Alert>
  const first = readSummary(given)
  if (first === null || !Array.isArray(alerts) || typeof count !== 'number') return null
  return { ...first, alerts: alerts.map(readSummary).filter((alert) => alert !== null), count }
}

/** Reads one alert that came as JSON; `null` where it is none. */
export function readSummary(given: unknown): AlertSummary | null {
  const { labels, annotations, status, startsAt, endsAt, fingerprint, silenced } = (given ??
    {}) as Partial<AlertSummary>
  if (!isRecord(labels) || !isRecord(annotations) || typeof fingerprint !== 'string') return null
  if (status !== 'firing' && status !== 'resolved') return null
  return createAlert({
    labels,
    annotations,
    status,
    startsAt: new Date(startsAt ?? NaN),
    endsAt: endsAt === null || endsAt === undefined ? null : new Date(endsAt),
    fingerprint,
    silenced: silenced === true,
  })
}

function isRecord(given: unknown): given is object {
  return typeof given === 'object' && given !== null
}
