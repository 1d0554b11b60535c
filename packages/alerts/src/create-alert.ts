import { ALERT_SEVERITIES } from './alert.ts'
import type { AlertSeverity, AlertStatus, AlertSummary } from './alert.ts'

/** Labels that say what an alert is about, the most exact first. */
const SOURCE_LABELS = ['source', 'cryo_job_name', 'cryo_check_name', 'service_name'] as const

/** What Prometheus and Alertmanager say of an alert. */
export interface AlertFacts {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly status: AlertStatus
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly fingerprint: string
  readonly silenced: boolean
}

/** Makes of labels and annotations what people and handlers read. */
export function createAlert(facts: AlertFacts): AlertSummary {
  const { labels, annotations } = facts
  const name = labels['alertname'] ?? ''
  const source = SOURCE_LABELS.find((label) => (labels[label] ?? '') !== '')
  return {
    name,
    severity: toSeverity(labels['severity']),
    message: annotations['summary'] ?? annotations['description'] ?? name,
    source: source === undefined ? '' : (labels[source] ?? ''),
    ...facts,
    value: toNumber(annotations['value']),
    threshold: toNumber(annotations['threshold']),
    runbookUrl: annotations['runbook_url'] ?? null,
  }
}

function toSeverity(label: string | undefined): AlertSeverity {
  return ALERT_SEVERITIES.find((severity) => severity === label) ?? 'warning'
}

function toNumber(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
