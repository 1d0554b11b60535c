import { type LabelMatcher, type Labels, labelsKey, type SeriesSource } from '@cryo/promql'

import { ALERTS_FOR_STATE } from './alert-series.ts'
import type { AlertSet } from './alert-set.ts'
import { mergeLabels } from './merge-labels.ts'

/** How long nothing may have been evaluated for alerts to be the same still. */
const OUTAGE_TOLERANCE_MS = 3_600_000
/** Rules that wait less begin anew; what fires after a restart fires no sooner. */
const GRACE_PERIOD_MS = 600_000

/** What was last recorded of the beginning of an alert. */
interface LastState {
  readonly timeMs: number
  readonly activeMs: number
}

/**
 * Looks for alerts of before a restart, to go on counting how long they have waited. Rules that wait less than 10 min
 * start anew; so does what was evaluated last more than an hour ago. As in Prometheus.
 */
export function restoreAlerts(alerts: AlertSet, source: SeriesSource, nowMs: number): void {
  alerts.isRestored = true
  if (alerts.rule.forMs < GRACE_PERIOD_MS) return
  const known = new Map<string, LastState | null>()
  const startMs = nowMs - OUTAGE_TOLERANCE_MS
  for (const { labels, timestamps, values } of source.select(matchersOf(alerts), startMs, nowMs)) {
    const last = timestamps.findLastIndex((timeMs) => timeMs >= startMs && timeMs <= nowMs)
    if (last === -1) continue
    const [timeMs = 0, seconds = Number.NaN] = [timestamps[last], values[last]]
    // It had ended: only the marker of the end is no number.
    const state = Number.isNaN(seconds) ? null : { timeMs, activeMs: seconds * 1000 }
    known.set(keyWithoutName(labels), state)
  }
  for (const alert of alerts.known) {
    const state = known.get(labelsKey(alert.labels)) ?? null
    if (state !== null) alerts.restore(alert, activeSince(state, alerts.rule.forMs, nowMs))
  }
}

function activeSince({ timeMs, activeMs }: LastState, forMs: number, nowMs: number): number {
  const downMs = Math.floor(timeMs / 1000) * 1000
  const remainingMs = forMs - (downMs - activeMs)
  // It fired: it does so again with the next evaluation.
  if (remainingMs <= 0) return activeMs
  if (remainingMs < GRACE_PERIOD_MS) return nowMs + GRACE_PERIOD_MS - forMs
  return activeMs + (nowMs - downMs)
}

function matchersOf({ rule }: AlertSet): LabelMatcher[] {
  const labels = mergeLabels(rule.labels, { __name__: ALERTS_FOR_STATE, alertname: rule.name })
  return Object.entries(labels)
    .filter(([, value]) => !value.includes('{{'))
    .map(([name, value]) => ({ name, op: '=', value }))
}

function keyWithoutName(labels: Labels): string {
  return labelsKey(mergeLabels(labels, { __name__: '' }))
}
