import type { AlertSummary } from '../alert.ts'
import { createAlert } from '../create-alert.ts'

/** The payload that this reads: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const VERSION = '4'
const MAX_ALERTS = 1000
const MAX_LABELS = 64
const MAX_TEXT = 4096
const FINGERPRINT = /^[0-9a-f]{16}$/

/** A group of alerts that Alertmanager tells of. */
export interface AlertGroup {
  readonly groupKey: string
  readonly alerts: readonly AlertSummary[]
  /** Alerts that Alertmanager left out. */
  readonly truncated: number
}

/** Why a webhook is refused. */
export interface WebhookRefusal {
  readonly reason: 'invalid' | 'version'
  readonly message: string
}

/** Reads the webhook of Alertmanager; says what is wrong with it where it is none. */
export function parseWebhook(text: string): AlertGroup | WebhookRefusal {
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch {
    return invalid('The body is no JSON.')
  }
  const { version, groupKey, alerts, truncatedAlerts = 0 } = toRecord(payload)
  if (version !== VERSION) {
    const given = typeof version === 'string' ? `"${version.slice(0, 16)}"` : 'missing'
    return {
      reason: 'version',
      message: `The version of the webhook is ${given}: this hub reads "${VERSION}".`,
    }
  }
  if (typeof groupKey !== 'string' || groupKey.length > MAX_TEXT)
    return invalid(`groupKey must be a text of at most ${MAX_TEXT} characters.`)
  if (!Array.isArray(alerts) || alerts.length === 0 || alerts.length > MAX_ALERTS)
    return invalid(`alerts must be a list of 1 to ${MAX_ALERTS} alerts.`)
  if (typeof truncatedAlerts !== 'number' || !(truncatedAlerts >= 0))
    return invalid('truncatedAlerts must be a number from 0 up.')
  const read = alerts.map((alert, index) => readWebhookAlert(alert, index))
  const wrong = read.find((one) => 'reason' in one)
  if (wrong !== undefined) return wrong
  return { groupKey, alerts: read as AlertSummary[], truncated: truncatedAlerts }
}

function readWebhookAlert(given: unknown, index: number): AlertSummary | WebhookRefusal {
  const { status, labels, annotations = {}, startsAt, endsAt, fingerprint } = toRecord(given)
  const wrong = (field: string, expected: string): WebhookRefusal =>
    invalid(`alerts[${index}].${field} must be ${expected}.`)
  if (status !== 'firing' && status !== 'resolved') return wrong('status', '"firing" or "resolved"')
  if (typeof fingerprint !== 'string' || !FINGERPRINT.test(fingerprint))
    return wrong('fingerprint', '16 hexadecimal digits')
  const texts = `at most ${MAX_LABELS} texts of at most ${MAX_TEXT} characters`
  if (!isTexts(labels)) return wrong('labels', texts)
  if (!isTexts(annotations)) return wrong('annotations', texts)
  if ((labels['alertname'] ?? '') === '') return wrong('labels.alertname', 'the name of the alert')
  const starts = toDate(startsAt)
  const ends = status === 'firing' ? null : toDate(endsAt)
  if (starts === null) return wrong('startsAt', 'a time of RFC 3339')
  if (status === 'resolved' && ends === null) return wrong('endsAt', 'a time of RFC 3339')
  return createAlert({
    labels,
    annotations,
    status,
    startsAt: starts,
    endsAt: ends,
    fingerprint,
    silenced: false,
  })
}

/** A time of Alertmanager's; `null` where it is none. */
export function toDate(given: unknown): Date | null {
  const date = typeof given === 'string' && given.length <= 64 ? new Date(given) : null
  return date === null || Number.isNaN(date.getTime()) ? null : date
}

/** Whether it is a bounded record of texts: labels or annotations. */
export function isTexts(given: unknown): given is Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return false
  const entries = Object.entries(given)
  return (
    entries.length <= MAX_LABELS &&
    entries.every(
      ([name, value]) => name.length <= 256 && typeof value === 'string' && value.length <= MAX_TEXT,
    )
  )
}

/** The fields of an object; none where it is no object. */
export function toRecord(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
}

function invalid(message: string): WebhookRefusal {
  return { reason: 'invalid', message }
}
