import { ATTR_ERROR_GROUP, ATTR_ERROR_TYPE, METRIC_ERRORS, OTHER_VALUE } from '@cryo/conventions'

import { currentNumber } from '../metrics/current-value.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { attributeOf, seriesOf } from '../report/series-values.ts'
import { instanceOf, serviceOf } from './sighting.ts'

/** How many errors of one group one process has counted. */
export interface ErrorCounter {
  readonly service: string
  readonly group: string
  readonly type: string
  readonly instance: string
  value: number
  startMs: number
  timeMs: number
}

/** The counters of `cryo.errors`, the scopes of a process added up; those without a group are of no use here. */
export function readErrorCounters(store: SeriesStore): Iterable<ErrorCounter> {
  const counters = new Map<string, ErrorCounter>()
  for (const { series } of seriesOf(store, METRIC_ERRORS)) {
    const group = attributeOf(series, ATTR_ERROR_GROUP)
    if (series.type !== 'number' || group === '' || group === OTHER_VALUE) continue
    const { value, startMs, timeMs } = currentNumber(series)
    if (!(value > 0)) continue
    const { attributes } = series.metric.scope.resource.resource
    const service = serviceOf(attributes)
    const instance = instanceOf(attributes)
    const key = `${service}\n${group}\n${instance}`
    const known = counters.get(key)
    if (known === undefined) {
      const type = attributeOf(series, ATTR_ERROR_TYPE)
      counters.set(key, { service, group, type, instance, value, startMs, timeMs })
    } else {
      known.value += value
      known.startMs = Math.min(known.startMs, startMs)
      known.timeMs = Math.max(known.timeMs, timeMs)
    }
  }
  return counters.values()
}
