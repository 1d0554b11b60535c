import type { PageData } from '../serialized.ts'
import type { RangeSeries } from './query-range.ts'
import type { TimeWindow } from './time-window.ts'

/** Something that happened, which charts mark. */
export interface PageEvent {
  readonly kind: 'deployment' | 'alert' | 'run'
  readonly startMs: number
  /** `null`: it has no length, or goes on. */
  readonly endMs: number | null
  readonly text: string
}

/** Queries whose answers {@link findEvents} reads, in this order. */
export const EVENT_QUERIES = [
  'count by (service_name, service_version) ({__name__=~"cryo_hub_loop_lag_seconds|http_server_active_requests",service_version!=""})',
  'max by (alertname, severity) (ALERTS{alertstate="firing"})',
] as const

/** What happened in a window: new versions, alerts, and runs of batch jobs. */
export function findEvents(
  answers: readonly (readonly RangeSeries[])[],
  window: TimeWindow,
  progress: PageData['progress'],
): PageEvent[] {
  const [versions = [], alerts = []] = answers
  return [
    ...versions.flatMap((one) => deploymentOf(one, versions, window)),
    ...alerts.flatMap((one) => firingsOf(one, window)),
    ...runsOf(progress, window),
  ].toSorted((left, right) => left.startMs - right.startMs)
}

/** A version that appears in the window after another one of its service. */
function deploymentOf(
  { labels, values }: RangeSeries,
  all: readonly RangeSeries[],
  { startMs, stepMs }: TimeWindow,
): PageEvent[] {
  const first = values.findIndex((value) => value !== null)
  const service = labels['service_name']
  const before = all.some(
    (other) =>
      other.labels['service_name'] === service &&
      other.labels['service_version'] !== labels['service_version'] &&
      other.values.slice(0, first).some((value) => value !== null),
  )
  if (first <= 0 || !before) return []
  const text = `${service ?? ''} ${labels['service_version'] ?? ''} deployed`
  return [{ kind: 'deployment', startMs: startMs + first * stepMs, endMs: null, text }]
}

function firingsOf({ labels, values }: RangeSeries, { startMs, stepMs }: TimeWindow): PageEvent[] {
  const events: PageEvent[] = []
  let began: number | null = null
  for (const [index, value] of [...values, null].entries()) {
    if (value !== null) began ??= index
    else if (began !== null) {
      const endMs = index === values.length ? null : startMs + index * stepMs
      events.push({
        kind: 'alert',
        startMs: startMs + began * stepMs,
        endMs,
        text: `${labels['alertname'] ?? ''} fired`,
      })
      began = null
    }
  }
  return events
}

function runsOf(progress: PageData['progress'], { startMs, endMs }: TimeWindow): PageEvent[] {
  return progress.flatMap(({ name, state, startedAt, endedAt, priorRuns }) => {
    const runs = [...(startedAt === null ? [] : [{ startedAt, endedAt, state }]), ...priorRuns]
    return runs
      .map((run): PageEvent => ({
        kind: 'run',
        startMs: Date.parse(run.startedAt),
        endMs: run.endedAt === null ? null : Date.parse(run.endedAt),
        text: `${name} ${run.state}`,
      }))
      .filter((run) => run.startMs <= endMs && (run.endMs ?? endMs) >= startMs)
  })
}
