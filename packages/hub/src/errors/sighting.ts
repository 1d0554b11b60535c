import {
  ATTR_CONTEXT_PREFIX,
  ATTR_ERROR_GROUP,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_JOB_NAME,
  ATTR_OPERATION_KIND,
  EVENT_EXCEPTION,
} from '@cryo/conventions'
import { isSecretKey, REDACTED, toSafeText, truncateText } from '@cryo/conventions/redaction'
import { fingerprint } from '@cryo/errors/fingerprint'

import type { Attributes } from '../otlp/attributes.ts'
import { SPAN_KIND } from '../otlp/span.ts'
import type { Span, SpanEvent } from '../otlp/span.ts'

const MAX_NAME_BYTES = 256
const MAX_MESSAGE_BYTES = 8192
const MAX_STACK_BYTES = 16_384
const MAX_CONTEXT_KEYS = 64
const MAX_CONTEXT_VALUE_BYTES = 1024

/** One error as an event of a span tells it. */
export interface Sighting {
  readonly service: string
  readonly instance: string
  /** `service.version`, where it is known. */
  readonly version: string | null
  readonly group: string
  readonly type: string
  readonly message: string
  readonly stack: string | null
  readonly context: Readonly<Record<string, string>>
  /** Operation, job or entry into the service that it was met in. */
  readonly operation: string | null
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly timeMs: number
}

/** Whether a span has an error that nobody has given a group: other libraries and languages do not. */
export function hasUngrouped({ events }: Span): boolean {
  return events.some(({ name, attributes }) => name === EVENT_EXCEPTION && groupOf(attributes) === null)
}

/** The errors of a span, of other libraries with a group that is found here. */
export function* readSightings(span: Span): Generator<Sighting, void, undefined> {
  for (const event of span.events) if (event.name === EVENT_EXCEPTION) yield readSighting(span, event)
}

function readSighting(span: Span, { attributes, timeMs }: SpanEvent): Sighting {
  const { resource, traceId, spanId, parentSpanId } = span
  const known = groupOf(attributes)
  // Whoever gives errors a group has freed them of credentials; others have not, and what is kept here goes to disk.
  const toText = known === null ? toSafeText : truncateText
  const type = toText(textOf(attributes, ATTR_EXCEPTION_TYPE) ?? 'Error', MAX_NAME_BYTES)
  const message = toText(textOf(attributes, ATTR_EXCEPTION_MESSAGE) ?? '', MAX_MESSAGE_BYTES)
  const given = textOf(attributes, ATTR_EXCEPTION_STACKTRACE)
  const stack = given === null ? null : toText(given, MAX_STACK_BYTES)
  return {
    service: serviceOf(resource.attributes),
    instance: instanceOf(resource.attributes),
    version: versionOf(resource.attributes),
    group: known?.slice(0, MAX_NAME_BYTES) ?? fingerprint({ type, message, stack: stack ?? undefined }),
    type,
    message,
    stack,
    context: readContext(attributes, known === null),
    operation: operationOf(span),
    traceId,
    spanId,
    parentSpanId,
    timeMs,
  }
}

function readContext(attributes: Readonly<Attributes>, redacts: boolean): Record<string, string> {
  const context: [key: string, value: string][] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (!name.startsWith(ATTR_CONTEXT_PREFIX)) continue
    if (context.length >= MAX_CONTEXT_KEYS) break
    const key = truncateText(name.slice(ATTR_CONTEXT_PREFIX.length), MAX_NAME_BYTES)
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    const kept = redacts && isSecretKey(key) ? REDACTED : text
    context.push([key, (redacts ? toSafeText : truncateText)(kept, MAX_CONTEXT_VALUE_BYTES)])
  }
  return Object.fromEntries(context)
}

/** What a person would look for: an inner span of a library says little. */
function operationOf({ attributes, kind, name }: Span): string | null {
  const job = textOf(attributes, ATTR_JOB_NAME)
  if (job !== null) return toName(job)
  const isEntry = kind === SPAN_KIND.server || kind === SPAN_KIND.consumer
  return isEntry || attributes[ATTR_OPERATION_KIND] !== undefined ? toName(name) : null
}

function toName(text: string): string {
  return truncateText(text, MAX_NAME_BYTES)
}

/** Name of the service that telemetry comes from. */
export function serviceOf(attributes: Readonly<Attributes>): string {
  return toName(String(attributes['service.name'] ?? 'unknown_service'))
}

function versionOf(attributes: Readonly<Attributes>): string | null {
  const version = textOf(attributes, 'service.version')
  return version === null ? null : toName(version)
}

/** What tells one process of a service from the others; empty where nothing does. */
export function instanceOf(attributes: Readonly<Attributes>): string {
  const id = textOf(attributes, 'service.instance.id')
  if (id !== null) return toName(id)
  const pid = attributes['process.pid']
  return pid === undefined ? '' : toName(`${String(attributes['host.name'] ?? '')}:${String(pid)}`)
}

function groupOf(attributes: Readonly<Attributes>): string | null {
  return textOf(attributes, ATTR_ERROR_GROUP)
}

function textOf(attributes: Readonly<Attributes>, key: string): string | null {
  const value = attributes[key]
  return typeof value === 'string' && value !== '' ? value : null
}
