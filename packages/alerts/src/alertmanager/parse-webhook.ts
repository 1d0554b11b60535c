import { createHash } from 'node:crypto'

import type { AlertSummary } from '../alert.ts'
import { createAlert } from '../create-alert.ts'

/** The payload that this reads: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const VERSION = '4'
const MAX_ALERTS = 1000
const MAX_LABELS = 64
const MAX_NAME = 256
const MAX_TEXT = 4096
/** Of all labels, and of all annotations: what an alert takes of the memory is bounded. */
const MAX_TEXTS = 16_384
const FINGERPRINT = /^[0-9a-f]{16}$/

/** A group of alerts that Alertmanager tells of. */
export interface AlertGroup {
  readonly groupKey: string
  readonly alerts: readonly AlertSummary[]
  /** Alerts that Alertmanager left out, or that were too many. */
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
  if (typeof groupKey !== 'string') return invalid('groupKey must be a text.')
  if (!Array.isArray(alerts) || alerts.length === 0)
    return invalid('alerts must be a list of one alert at least.')
  if (typeof truncatedAlerts !== 'number' || !(truncatedAlerts >= 0))
    return invalid('truncatedAlerts must be a number from 0 up.')
  const taken: readonly unknown[] = alerts.slice(0, MAX_ALERTS)
  const read = taken.map((alert, index) => readWebhookAlert(alert, index))
  const wrong = read.find((one) => 'reason' in one)
  if (wrong !== undefined) return wrong
  const truncated = truncatedAlerts + alerts.length - taken.length
  return { groupKey: toKey(groupKey), alerts: read as AlertSummary[], truncated }
}

function readWebhookAlert(given: unknown, index: number): AlertSummary | WebhookRefusal {
  const { status, startsAt, endsAt, fingerprint, ...texts } = toRecord(given)
  const wrong = (field: string, expected: string): WebhookRefusal =>
    invalid(`alerts[${index}].${field} must be ${expected}.`)
  if (status !== 'firing' && status !== 'resolved') return wrong('status', '"firing" or "resolved"')
  if (typeof fingerprint !== 'string' || !FINGERPRINT.test(fingerprint))
    return wrong('fingerprint', '16 hexadecimal digits')
  const labels = toTexts(texts['labels'])
  const annotations = toTexts(texts['annotations'] ?? {})
  if (labels === null) return wrong('labels', 'an object of texts')
  if (annotations === null) return wrong('annotations', 'an object of texts')
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

/**
 * Labels or annotations; `null` where it is none. What is too long or too much is cut: an alert with a long description is
 * to be told all the same.
 */
export function toTexts(given: unknown): Readonly<Record<string, string>> | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null
  const entries: [string, string][] = []
  let left = MAX_TEXTS
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') return null
    const room = Math.min(MAX_TEXT, left - name.length)
    if (entries.length >= MAX_LABELS || name.length > MAX_NAME || room <= 0) continue
    const text = value.length > room ? `${value.slice(0, room - 1)}…` : value
    entries.push([name, text])
    left -= name.length + text.length
  }
  return Object.fromEntries(entries)
}

/** A key may be as long as all labels of a group. */
function toKey(groupKey: string): string {
  return groupKey.length > MAX_TEXT ? createHash('sha256').update(groupKey).digest('hex') : groupKey
}

/** The fields of an object; none where it is no object. */
export function toRecord(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
}

function invalid(message: string): WebhookRefusal {
  return { reason: 'invalid', message }
}
