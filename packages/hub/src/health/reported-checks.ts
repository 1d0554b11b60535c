import {
  ATTR_CHECK_KIND,
  ATTR_CHECK_NAME,
  ATTR_CHECK_STATUS,
  CHECK_KINDS,
  CHECK_STATUSES,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_REQUIRED,
  METRIC_HEALTH_STATUS,
} from '@cryo/conventions'
import type { CheckKind, CheckStatus, MetricDefinition } from '@cryo/conventions'
import type { HealthCheckReport } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import { attributeOf, numberOf, seriesOf } from '../report/series-values.ts'
import type { ServiceSeries } from '../report/series-values.ts'
import type { CheckNotes } from './check-notes.ts'
import { worseCheck } from './worst-check.ts'

/** What processes tell of their checks by metrics; the same check of several processes of a service is one. */
export function reportChecks(store: SeriesStore, notes: CheckNotes): HealthCheckReport[] {
  const failures = valuesOf(store, METRIC_HEALTH_FAILURES)
  const required = valuesOf(store, METRIC_HEALTH_REQUIRED)
  const reports = new Map<string, HealthCheckReport>()
  for (const entry of seriesOf(store, METRIC_HEALTH_STATUS)) {
    const { series, service, resourceKey } = entry
    if (numberOf(series) !== 1) continue
    const kind = attributeOf(series, ATTR_CHECK_KIND)
    const status = attributeOf(series, ATTR_CHECK_STATUS)
    if (!isKind(kind) || !isStatus(status)) continue
    const name = attributeOf(series, ATTR_CHECK_NAME)
    const resource = store.findResource(resourceKey)?.resource
    const note = resource && notes.find(resource, kind, name)
    const report: HealthCheckReport = {
      service,
      name,
      kind,
      status,
      message: note?.message ?? null,
      durationSeconds: note?.durationSeconds ?? null,
      failuresInARow: failures.get(processKey(entry)) ?? 0,
      checkedAt: note === undefined ? null : new Date(note.endedMs),
      required: required.get(processKey(entry)) === 1,
    }
    const key = [service, kind, name].join('\n')
    const known = reports.get(key)
    reports.set(key, known === undefined ? report : worseCheck(known, report))
  }
  return [...reports.values()]
}

function valuesOf(store: SeriesStore, metric: MetricDefinition): ReadonlyMap<string, number> {
  const values = new Map<string, number>()
  for (const entry of seriesOf(store, metric)) values.set(processKey(entry), numberOf(entry.series))
  return values
}

/** Identity of a check within one process. */
function processKey({ resourceKey, series }: ServiceSeries): string {
  return [resourceKey, attributeOf(series, ATTR_CHECK_KIND), attributeOf(series, ATTR_CHECK_NAME)].join('\n')
}

function isKind(text: string): text is CheckKind {
  return (CHECK_KINDS as readonly string[]).includes(text)
}

function isStatus(text: string): text is CheckStatus {
  return (CHECK_STATUSES as readonly string[]).includes(text)
}
