import {
  ATTR_ERROR_GROUP,
  ATTR_ERROR_TYPE,
  ATTR_OPERATION_KIND,
  EVENT_EXCEPTION,
  METRIC_ERRORS,
} from '@cryo/conventions'
import type { ErrorReport, ErrorSummary } from '@cryo/protocol'

import type { ErrorGroups, TypeCount } from '../errors/error-groups.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import type { Span, SpanEvent } from '../otlp/span.ts'
import type { SpanStore } from '../spans/span-store.ts'
import { attributeOf, numberOf, seriesOf } from './series-values.ts'

const RECENT = 50

/** Errors by cause, the last ones with their stacks, and by type since the start. */
export function reportErrors(
  store: SeriesStore,
  spans: SpanStore,
  groups: ErrorGroups,
  timeMs: number,
): ErrorReport {
  const byType = new Map<string, TypeCount>()
  let total = 0
  for (const { service, type, count } of [...countedErrors(store), ...groups.uncounted()]) {
    const key = `${service}\n${type}`
    total += count
    byType.set(key, { service, type, count: count + (byType.get(key)?.count ?? 0) })
  }
  return {
    total,
    groups: groups.report(timeMs),
    recent: recentErrors(spans),
    byType: [...byType.values()].toSorted((left, right) => right.count - left.count),
  }
}

function countedErrors(store: SeriesStore): TypeCount[] {
  return [...seriesOf(store, METRIC_ERRORS)].map(({ service, series }) => ({
    service,
    type: attributeOf(series, ATTR_ERROR_TYPE),
    count: numberOf(series),
  }))
}

function recentErrors(spans: SpanStore): ErrorSummary[] {
  const recent: ErrorSummary[] = []
  for (const span of spans.newestWithErrors()) {
    for (const event of span.events) {
      if (event.name !== EVENT_EXCEPTION) continue
      const error = describe(span, event)
      if (!recent.some((other) => isSame(error, other))) recent.push(error)
    }
    if (recent.length >= RECENT) break
  }
  return recent.toSorted((left, right) => right.at.getTime() - left.at.getTime())
}

/** An error that an operation failed of and that was recorded on its way out stands on two spans of its trace. */
function isSame(left: ErrorSummary, right: ErrorSummary): boolean {
  return left.traceId === right.traceId && left.type === right.type && left.message === right.message
}

function describe(span: Span, { attributes, timeMs }: SpanEvent): ErrorSummary {
  const text = (key: string): string | null => {
    const value = attributes[key]
    return typeof value === 'string' && value !== '' ? value : null
  }
  return {
    service: String(span.resource.attributes['service.name'] ?? 'unknown_service'),
    type: text('exception.type') ?? 'Error',
    message: text('exception.message') ?? '',
    group: text(ATTR_ERROR_GROUP),
    operation: span.attributes[ATTR_OPERATION_KIND] === undefined ? null : span.name,
    traceId: span.traceId,
    stack: text('exception.stacktrace'),
    at: new Date(timeMs),
  }
}
