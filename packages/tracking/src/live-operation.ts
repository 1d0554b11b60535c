import {
  ATTR_ERROR_TYPE,
  ATTR_ITEMS,
  claimExceptionEvent,
  EVENT_EXCEPTION,
  failureLedger,
  type FailureScope,
  ignored,
  isAmount,
  noteCountedByOperation,
  OPERATION_CONTEXT_KEY,
  OTHER_VALUE,
  toExceptionAttributes,
} from '@cryo/conventions'
import {
  describeException,
  readErrorType,
  toContextAttributes,
  toTelemetryName,
  truncateText,
} from '@cryo/conventions/redaction'
import { NO_SPAN, readActiveContext, startSpan } from '@cryo/instruments'
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode } from '@opentelemetry/api'

import { type CallObserver, observeCall } from './observe-call.ts'
import { OperationContext } from './operation-context.ts'
import type { OperationSettings } from './operation-options.ts'
import { findSeries, type OperationSeries } from './operation-series.ts'
import type { Operation } from './operation.ts'
import { runActive } from './run-active.ts'

/** Longest message in a span's status, in bytes; the exception event has it in full. */
const MAX_STATUS_BYTES = 1024

/** The one implementation of {@link Operation}; neither making it nor any method of it but `activate` throws. */
export class LiveOperation implements Operation, CallObserver, FailureScope {
  readonly name: string = 'unnamed'
  /** `undefined` where the operation could not be counted as active. */
  readonly #series: OperationSeries | undefined
  readonly #itemsCount: unknown
  readonly #span: Span = NO_SPAN
  readonly #startedAtMs: number = 0
  /** The context around it; let go at the end, so that operations which start one another form no chain. */
  #parent: Context = ROOT_CONTEXT
  #items: number | undefined
  #isEnded = false
  #failure: { readonly error: unknown; type: string | undefined } | undefined
  #counted: { readonly error: unknown } | undefined

  constructor(name: unknown, settings: OperationSettings) {
    try {
      const series = findSeries(name, settings.kind)
      this.name = series.name === OTHER_VALUE ? toTelemetryName(name) : series.name
      this.#itemsCount = settings.itemsCount
      this.#parent = readActiveContext()
      this.#span = startSpan(this.name, series.spanOptions, this.#parent)
      series.active.add(1)
      this.#series = series
      this.#startedAtMs = performance.now()
      if (settings.context !== undefined) this.#putContext(settings.context)
    } catch {
      ignored.internal++
    }
  }

  addItems(count: number): void {
    try {
      if (this.#isLate() || !isAmount(count)) return
      this.#items = (this.#items ?? 0) + count
      this.#series?.items.add(count)
    } catch {
      ignored.internal++
    }
  }

  setContext(context: Readonly<Record<string, unknown>>): void {
    try {
      if (!this.#isLate()) this.#putContext(context)
    } catch {
      ignored.internal++
    }
  }

  fail(error: unknown): void {
    try {
      if (this.#isLate()) return
      const earlier = this.#failure
      if (earlier !== undefined && Object.is(earlier.error, error)) return
      if (earlier === undefined) {
        this.#failure = { error, type: undefined }
        this.#failure.type = readErrorType(error)
      }
      this.#recordError(error, earlier === undefined)
    } catch {
      ignored.internal++
    }
  }

  run<T>(fn: () => T): T {
    const observer: CallObserver = {
      activate: (part, argument) => this.activate(part, argument),
      onValue: () => {},
      onError: (error) => this.fail(error),
    }
    return observeCall(observer, fn, undefined)
  }

  end(): void {
    try {
      if (!this.#isEnded) this.#finish((performance.now() - this.#startedAtMs) / 1000)
    } catch {
      ignored.internal++
    }
  }

  [Symbol.dispose](): void {
    this.end()
  }

  activate<T, A>(fn: (argument: A) => T, argument: A): T {
    return runActive(new OperationContext(this.#parent, this.#span, this), fn, argument)
  }

  onValue(value: unknown): void {
    if (typeof this.#itemsCount === 'function') {
      try {
        this.addItems(Reflect.apply(this.#itemsCount, undefined, [value]) as number)
      } catch {
        ignored.values++
      }
    }
    this.end()
  }

  onError(error: unknown): void {
    this.fail(error)
    this.end()
  }

  noteCounted(error: unknown): void {
    this.#counted = { error }
  }

  /** The first error tells how the operation ended, further ones are events beside it. */
  #recordError(error: unknown, isFirst: boolean): void {
    const isCounted = this.#counted !== undefined && Object.is(this.#counted.error, error)
    const isRecording = this.#span.isRecording()
    const around = this.#parent.getValue(OPERATION_CONTEXT_KEY) as FailureScope | undefined
    around?.noteCounted(error)
    if (!isRecording && failureLedger.group === null) return
    const exception = describeException(error)
    const group = failureLedger.group?.(exception, !isCounted)
    if (group !== undefined && !isCounted) noteCountedByOperation(error)
    if (!isRecording) return
    if (isFirst) {
      const message = truncateText(exception.message, MAX_STATUS_BYTES)
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message })
      this.#span.setAttribute(ATTR_ERROR_TYPE, exception.type)
    }
    if (claimExceptionEvent(this.#span, error)) {
      this.#span.addEvent(EVENT_EXCEPTION, toExceptionAttributes(exception, group))
    }
  }

  #finish(durationSeconds: number): void {
    if (this.#itemsCount !== undefined && typeof this.#itemsCount !== 'function') {
      this.addItems(this.#itemsCount as number)
    }
    this.#isEnded = true
    this.#parent = ROOT_CONTEXT
    try {
      this.#recordMetrics(durationSeconds)
    } catch {
      ignored.internal++
    }
    if (this.#items !== undefined) this.#span.setAttribute(ATTR_ITEMS, this.#items)
    this.#span.end()
  }

  #recordMetrics(durationSeconds: number): void {
    if (this.#series === undefined) return
    this.#series.active.add(-1)
    const isSuccess = this.#failure === undefined
    const durations = isSuccess ? this.#series.success : this.#series.failure(this.#failure?.type)
    durations.record(durationSeconds)
  }

  #putContext(context: unknown): void {
    if (this.#span.isRecording()) this.#span.setAttributes(toContextAttributes(context))
  }

  #isLate(): boolean {
    if (this.#isEnded) ignored.afterEnd++
    return this.#isEnded
  }
}
