import { isValidSpanId, isValidTraceId, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import type {
  Attributes,
  Exception,
  Link,
  Span,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api'
import { readProperty } from '@cryo/conventions/redaction'
import type { EncodableEvent, EncodableSpan } from '@cryo/protocol'

import type { SpanLimits } from '../configuration/otel/otel-settings.ts'
import { epochOf, toEpochMs } from './clock.ts'
import { copyAttributes, isRefused, putAttribute, toAttributeValue } from './span-attributes.ts'
import type { SpanRecorder } from './span-recorder.ts'
import { toText } from './to-text.ts'

const NO_EVENTS: readonly EncodableEvent[] = []
const NO_LINKS: readonly Link[] = []
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET }

/** What a tracer knows when a span starts. */
export interface SpanStart {
  readonly name: string
  readonly kind: SpanKind
  readonly context: SpanContext
  readonly parent: SpanContext | undefined
  readonly scope: { readonly name: string; readonly version?: string | undefined }
  readonly attributes: Attributes | undefined
  readonly links: readonly Link[] | undefined
  readonly startTime: TimeInput | undefined
}

/**
 * A span of the OpenTelemetry API that is only recorded: it keeps plain fields and hands itself over to
 * shared memory when it ends. Everything else is the hub's work. No method throws, whatever it is given.
 */
export class RecordedSpan implements Span, EncodableSpan {
  name: string
  readonly kind: SpanKind
  readonly parentSpanContext: SpanContext | undefined
  readonly instrumentationScope: { readonly name: string; readonly version?: string | undefined }
  readonly startMs: number
  endMs: number = Number.NaN
  status: SpanStatus = UNSET
  readonly attributes: Attributes = {}
  events: readonly EncodableEvent[] = NO_EVENTS
  links: readonly Link[] = NO_LINKS
  droppedAttributesCount = 0
  droppedEventsCount = 0
  droppedLinksCount = 0
  /** Neighbours in the recorder's list of open spans. */
  previousOpen: RecordedSpan | null = null
  nextOpen: RecordedSpan | null = null
  /** Whether it is in that list. */
  isListed = false
  /** Whether the hub was told of this span while it is open. */
  announced = false
  readonly #context: SpanContext
  readonly #recorder: SpanRecorder
  readonly #limits: SpanLimits
  /** Monotonic start: the duration holds when the wall clock is set meanwhile; `NaN`: the caller gave the start. */
  readonly #startedAt: number
  #attributeCount = 0

  constructor(start: SpanStart, recorder: SpanRecorder, limits: SpanLimits) {
    this.name = start.name
    this.kind = start.kind
    this.parentSpanContext = start.parent
    this.instrumentationScope = start.scope
    this.#context = start.context
    this.#recorder = recorder
    this.#limits = limits
    if (start.startTime === undefined) {
      this.#startedAt = performance.now()
      this.startMs = epochOf(this.#startedAt)
    } else {
      this.startMs = toEpochMs(start.startTime)
      this.#startedAt = Number.NaN
    }
    if (start.attributes !== undefined) this.setAttributes(start.attributes)
    if (start.links !== undefined) this.addLinks(start.links as Link[])
    recorder.open(this)
  }

  spanContext(): SpanContext {
    return this.#context
  }

  setAttribute(key: string, value: unknown): this {
    if (this.ended) return this
    const clean = toAttributeValue(value, this.#limits.attributeValueLengthLimit)
    if (clean === undefined || typeof key !== 'string' || key === '') {
      if (isRefused(value)) this.droppedAttributesCount++
      return this
    }
    if (!Object.hasOwn(this.attributes, key)) {
      if (this.#attributeCount >= this.#limits.attributeCountLimit) {
        this.droppedAttributesCount++
        return this
      }
      this.#attributeCount++
    }
    putAttribute(this.attributes, key, clean)
    return this
  }

  setAttributes(attributes: Attributes): this {
    if (this.ended) return this
    try {
      const copied = copyAttributes(
        attributes,
        this.attributes,
        this.#attributeCount,
        this.#limits.attributeCountLimit,
        this.#limits.attributeValueLengthLimit,
      )
      this.#attributeCount = copied.count
      this.droppedAttributesCount += copied.dropped
    } catch {
      // A getter of the caller threw: its attributes are incomplete, the caller goes on.
      this.droppedAttributesCount++
    }
    return this
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this
    if (this.events.length >= this.#limits.eventCountLimit) {
      this.droppedEventsCount++
      return this
    }
    try {
      const isTimeOnly = isTime(attributesOrTime)
      const event = {
        name: toText(name),
        timeMs: toEpochMs(isTimeOnly ? attributesOrTime : time),
        attributes: this.#clean(
          isTimeOnly ? undefined : attributesOrTime,
          this.#limits.attributePerEventCountLimit,
        ),
      }
      if (this.events === NO_EVENTS) this.events = [event]
      else (this.events as EncodableEvent[]).push(event)
    } catch {
      this.droppedEventsCount++
    }
    return this
  }

  addLink(link: Link): this {
    if (this.ended) return this
    if (this.links.length >= this.#limits.linkCountLimit) {
      this.droppedLinksCount++
      return this
    }
    try {
      const clean = this.#cleanLink(link)
      if (clean === undefined) this.droppedLinksCount++
      else if (this.links === NO_LINKS) this.links = [clean]
      else (this.links as Link[]).push(clean)
    } catch {
      this.droppedLinksCount++
    }
    return this
  }

  addLinks(links: Link[]): this {
    try {
      for (const link of links) this.addLink(link)
    } catch {
      // No list, or one that throws.
      this.droppedLinksCount++
    }
    return this
  }

  setStatus(status: SpanStatus): this {
    const code = readProperty(status, 'code')
    const message = readProperty(status, 'message')
    // The specification: unset is ignored, and ok is final.
    if (this.ended || this.status.code === SpanStatusCode.OK) return this
    if (code === SpanStatusCode.OK) this.status = { code }
    if (code === SpanStatusCode.ERROR)
      this.status = typeof message === 'string' ? { code, message } : { code }
    return this
  }

  updateName(name: string): this {
    if (!this.ended) this.name = toText(name)
    return this
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent('exception', describeException(exception), time)
  }

  isRecording(): boolean {
    return !this.ended
  }

  get ended(): boolean {
    return !Number.isNaN(this.endMs)
  }

  end(endTime?: TimeInput): void {
    if (this.ended) return
    const measured = endTime === undefined && !Number.isNaN(this.#startedAt)
    const end = measured ? this.startMs + performance.now() - this.#startedAt : toEpochMs(endTime)
    this.endMs = end >= this.startMs ? end : this.startMs
    this.#recorder.close(this)
  }

  /** A copy: a getter of the caller's could tell another id each time that it is asked. */
  #cleanLink(link: Link): Link | undefined {
    const { context, attributes } = link
    const { traceId, spanId } = context
    if (typeof traceId !== 'string' || !isValidTraceId(traceId)) return undefined
    if (typeof spanId !== 'string' || !isValidSpanId(spanId)) return undefined
    const own = { traceId, spanId, traceFlags: TraceFlags.NONE }
    if (attributes === undefined) return { context: own }
    return {
      context: own,
      attributes: this.#clean(attributes, this.#limits.attributePerLinkCountLimit) ?? {},
    }
  }

  #clean(attributes: Attributes | undefined, maxCount: number): Attributes | undefined {
    if (attributes === undefined) return undefined
    const clean: Attributes = {}
    try {
      copyAttributes(attributes, clean, 0, maxCount, this.#limits.attributeValueLengthLimit)
    } catch {
      this.droppedAttributesCount++
    }
    return clean
  }
}

function isTime(value: unknown): value is TimeInput {
  return typeof value === 'number' || value instanceof Date || (Array.isArray(value) && value.length === 2)
}

function describeException(exception: Exception): Attributes {
  if (typeof exception === 'string') return { 'exception.message': exception }
  const code = readProperty(exception, 'code')
  const type = code === undefined || code === null ? readProperty(exception, 'name') : code
  const message = readProperty(exception, 'message')
  const stack = readProperty(exception, 'stack')
  const attributes: Attributes = {}
  if (type !== undefined) attributes['exception.type'] = toText(type)
  if (message !== undefined) attributes['exception.message'] = toText(message)
  if (stack !== undefined) attributes['exception.stacktrace'] = toText(stack)
  return attributes
}
