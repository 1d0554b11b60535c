/** How bad it is, the worst first. */
export const ALERT_SEVERITIES = ['critical', 'warning', 'info'] as const
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number]

/** Whether it goes on. */
export type AlertStatus = 'firing' | 'resolved'

/** One alert, as Prometheus' rules and Alertmanager make it. */
export interface AlertSummary {
  /** Label `alertname`. */
  readonly name: string
  /** Label `severity`; `warning` where it has none of the three. */
  readonly severity: AlertSeverity
  /** Annotation `summary`. */
  readonly message: string
  /** What it is about: label `source`, else the job, check or service that it names; may be empty. */
  readonly source: string
  readonly status: AlertStatus
  readonly startsAt: Date
  /** `null` while it fires. */
  readonly endsAt: Date | null
  /** Number in annotation `value`; `null` where there is none. */
  readonly value: number | null
  /** Number in annotation `threshold`; `null` where there is none. */
  readonly threshold: number | null
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Annotation `runbook_url`. */
  readonly runbookUrl: string | null
  /** Tells it from all others: Prometheus' and Alertmanager's fingerprint of its labels, 16 hexadecimal digits. */
  readonly fingerprint: string
  /** Whether nobody is notified of it, because somebody silenced it or another alert inhibits it. */
  readonly silenced: boolean
}

/** What a handler is given: the first alert of a group that changed, and the whole group. */
export interface Alert extends AlertSummary {
  /** All of the group, itself included; those that changed come first. */
  readonly alerts: readonly AlertSummary[]
  /** How many the group has, those included that were left out because there were too many. */
  readonly count: number
}
