import {
  ATTR_ERROR_TYPE,
  ATTR_ITEMS,
  claimExceptionEvent,
  EVENT_EXCEPTION,
  failureLedger,
  type FailureScope,
  noteCountedByOperation,
  OPERATION_CONTEXT_KEY,
  OTHER_VALUE,
  toExceptionAttributes,
} from '@cryo/conventions'
import {
  describeException,
  readErrorType,
  toContextAttributes,
  truncateText,
} from '@cryo/conventions/redaction'
import { type Context, ROOT_CONTEXT, type Span, SpanStatusCode } from '@opentelemetry/api'

import { type CallObserver, observeCall } from './observe-call.ts'
import { OperationContext } from './operation-context.ts'
import { toOperationName } from './operation-name.ts'
import type { OperationSettings } from './operation-options.ts'
import { findSeries, type OperationSeries } from './operation-series.ts'
import type { Operation } from './operation.ts'
import { readActiveContext, runActive } from './run-active.ts'
import { startSpan } from './tracer.ts'
import { countIgnored, isAmount } from './tracking-state.ts'

/** Longest message in a span's status, in bytes; the exception event has it in full. */
const MAX_STATUS_BYTES = 1024

/** The one implementation of {@link Operation}; neither making it nor any method of it throws. */
export class LiveOperation implements Operation, CallObserver, FailureScope {
  readonly name: string
  readonly #series: OperationSeries
  readonly #itemsCount: unknown
  readonly #span: Span
  readonly #startedAtMs: number
  /** The context around it; let go at the end, so that operations which start one another form no chain. */
  #parent: Context
  #items: number | undefined
  #isEnded = false
  #failure: { readonly error: unknown; readonly type: string } | undefined
  #counted: { readonly error: unknown } | undefined

  constructor(name: unknown, settings: OperationSettings) {
    this.#series = findSeries(name, settings.kind)
    this.name = this.#series.name === OTHER_VALUE ? toOperationName(name) : this.#series.name
    this.#itemsCount = settings.itemsCount
    this.#parent = readActiveContext()
    this.#span = startSpan(this.name, this.#series.spanOptions, this.#parent)
    this.#addActive(1)
    if (settings.context !== undefined) this.#putContext(settings.context)
    this.#startedAtMs = performance.now()
  }

  addItems(count: number): void {
    if (this.#isLate() || !isAmount(count)) return
    this.#items = (this.#items ?? 0) + count
    try {
      this.#series.items.add(count)
    } catch {
      countIgnored('internal')
    }
  }

  setContext(context: Readonly<Record<string, unknown>>): void {
    if (!this.#isLate()) this.#putContext(context)
  }

  fail(error: unknown): void {
    if (this.#isLate()) return
    if (this.#failure !== undefined && Object.is(this.#failure.error, error)) return
    const isFirst = this.#failure === undefined
    this.#failure ??= { error, type: readErrorType(error) }
    try {
      this.#recordError(error, isFirst)
    } catch {
      countIgnored('internal')
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
    if (this.#isEnded) return
    const durationSeconds = (performance.now() - this.#startedAtMs) / 1000
    if (this.#itemsCount !== undefined && typeof this.#itemsCount !== 'function') {
      this.addItems(this.#itemsCount as number)
    }
    this.#isEnded = true
    this.#parent = ROOT_CONTEXT
    this.#addActive(-1)
    try {
      const { success } = this.#series
      const series = this.#failure === undefined ? success : this.#series.failure(this.#failure.type)
      series.record(durationSeconds)
    } catch {
      countIgnored('internal')
    }
    try {
      if (this.#items !== undefined) this.#span.setAttribute(ATTR_ITEMS, this.#items)
      this.#span.end()
    } catch {
      countIgnored('internal')
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
        countIgnored('values')
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

  #putContext(context: unknown): void {
    try {
      if (this.#span.isRecording()) this.#span.setAttributes(toContextAttributes(context))
    } catch {
      countIgnored('internal')
    }
  }

  #addActive(change: number): void {
    try {
      this.#series.active.add(change)
    } catch {
      countIgnored('internal')
    }
  }

  #isLate(): boolean {
    if (this.#isEnded) countIgnored('afterEnd')
    return this.#isEnded
  }
}
