import { type AttributeValue, toAttributes } from '../../src/otlp/attributes.ts'
import { createResource, createScope } from '../../src/otlp/resource.ts'
import { NO_LINKS, SPAN_KIND, STATUS_UNSET, type Span, type SpanEvent } from '../../src/otlp/span.ts'

/** A span of a run of the job `screen`. */
export interface RunSpanInput {
  readonly record: 'run' | 'start' | 'chunk'
  readonly run?: string
  readonly job?: string
  readonly service?: string
  readonly instance?: string
  readonly startMs?: number
  readonly endMs?: number
  readonly attributes?: Readonly<Record<string, AttributeValue>>
  readonly events?: readonly SpanEvent[]
}

/** Makes a span as `trackProgress` would. */
export function createRunSpan(input: RunSpanInput): Span {
  const { record, run = 'run-1', job = 'screen', service = 'shop', instance = 'a' } = input
  const { startMs = 1000, endMs = startMs, attributes = {}, events = [] } = input
  return {
    resource: createResource(toAttributes({ 'service.name': service, 'service.instance.id': instance })),
    scope: createScope('test'),
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    parentSpanId: '',
    traceState: '',
    flags: 1,
    name: record === 'run' ? job : `${job} ${record}`,
    kind: SPAN_KIND.internal,
    startMs,
    endMs,
    attributes: toAttributes({
      'cryo.job.name': job,
      'cryo.run.id': run,
      'cryo.run.record': record,
      ...attributes,
    }),
    droppedAttributesCount: 0,
    events,
    droppedEventsCount: 0,
    links: NO_LINKS,
    droppedLinksCount: 0,
    status: STATUS_UNSET,
  }
}
