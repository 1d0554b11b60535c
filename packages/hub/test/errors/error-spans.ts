import { ATTR_ERROR_GROUP, ATTR_ERROR_TYPE, METRIC_ERRORS } from '@cryo/conventions'

import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import type { SeriesStore } from '../../src/metrics/series-store.ts'
import type { Metric } from '../../src/otlp/metric.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import type { AttributeValue } from '../../src/otlp/attributes.ts'
import { createResource, createScope } from '../../src/otlp/resource.ts'
import type { Resource } from '../../src/otlp/resource.ts'
import { NO_LINKS, STATUS_UNSET } from '../../src/otlp/span.ts'
import type { Span } from '../../src/otlp/span.ts'
import { runSlices } from '../../src/otlp/steps.ts'

export const DAY_MS = 86_400_000
const GROUP = '00000000000000a1'

/** A process of a service. */
export function aProcess(instance = 'instance-1', service = 'screening', version = '1.0.0'): Resource {
  return createResource(
    toAttributes({
      'service.name': service,
      'service.instance.id': instance,
      'service.version': version,
    }),
  )
}

/** What is special about a span of {@link anErrorSpan}. */
interface ErrorSpanOptions {
  readonly resource?: Resource
  /** `null`: of a library that groups nothing. */
  readonly group?: string | null
  readonly type?: string
  readonly message?: string
  readonly stack?: string
  readonly timeMs?: number
  readonly traceId?: string
  readonly spanId?: string
  readonly parentSpanId?: string
  readonly kind?: Span['kind']
  readonly name?: string
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  readonly context?: Readonly<Record<string, AttributeValue>>
}

let spans = 0

/** A finished span with one exception event. */
export function anErrorSpan(options: ErrorSpanOptions = {}): Span {
  const {
    timeMs = Date.now(),
    group = GROUP,
    type = 'RangeError',
    message = 'no viscosity below -40 °C',
  } = options
  const id = (++spans).toString(16).padStart(16, '0')
  return {
    traceId: options.traceId ?? id.padStart(32, '0'),
    spanId: options.spanId ?? id,
    parentSpanId: options.parentSpanId ?? '',
    traceState: '',
    flags: 1,
    name: options.name ?? 'fit',
    kind: options.kind ?? 1,
    startMs: timeMs - 5,
    endMs: timeMs,
    attributes: toAttributes(options.attributes ?? {}),
    droppedAttributesCount: 0,
    events: [
      {
        timeMs,
        name: 'exception',
        attributes: toAttributes({
          'exception.type': type,
          'exception.message': message,
          'exception.stacktrace':
            options.stack ?? `${type}: ${message}\n    at viscosity (src/viscosity.ts:12:9)`,
          ...(group === null ? {} : { [ATTR_ERROR_GROUP]: group }),
          ...options.context,
        }),
        droppedAttributesCount: 0,
      },
    ],
    droppedEventsCount: 0,
    links: NO_LINKS,
    droppedLinksCount: 0,
    status: STATUS_UNSET,
    resource: options.resource ?? aProcess(),
    scope: createScope('test'),
  }
}

/** Puts what a process has counted of a group into the store. */
export async function countErrors(
  store: SeriesStore,
  resource: Resource,
  value: number,
  {
    group = GROUP,
    startMs = 1000,
    timeMs = Date.now(),
  }: { group?: string; startMs?: number; timeMs?: number } = {},
): Promise<void> {
  const metric: Metric = {
    type: 'sum',
    name: METRIC_ERRORS.name,
    description: '',
    unit: METRIC_ERRORS.unit,
    monotonic: true,
    temporality: 'cumulative',
    points: [
      {
        attributes: toAttributes({ [ATTR_ERROR_TYPE]: 'RangeError', [ATTR_ERROR_GROUP]: group }),
        startMs,
        timeMs,
        flags: 0,
        exemplars: [],
        value,
        isInt: true,
      },
    ],
  }
  await runSlices(
    ingestMetrics(store, [{ resource, scopeMetrics: [{ scope: createScope('test'), metrics: [metric] }] }]),
  )
}
