import {
  ATTR_CHECKPOINT_DURABLE,
  ATTR_CHECKPOINT_FILE,
  ATTR_CHECKPOINT_ITEMS,
  ATTR_ERROR_TYPE,
  ATTR_ITEMS,
  ATTR_ITEMS_FAILED,
  ATTR_JOB_NAME,
  ATTR_JOB_STATE,
  ATTR_OUTCOME,
  ATTR_RUN_EXPECTED_ITEMS,
  ATTR_RUN_ID,
  ATTR_RUN_PARENT_ID,
  ATTR_RUN_PART,
  ATTR_RUN_PAUSE_REASON,
  ATTR_RUN_RECORD,
  ATTR_RUN_RESUMED_FROM,
  ATTR_RUN_RESUMED_ITEMS,
  ATTR_RUN_UNIT,
  claimExceptionEvent,
  EVENT_EXCEPTION,
  failureLedger,
  ignored,
  type JobState,
  takeCountedByOperation,
  toExceptionAttributes,
} from '@cryo/conventions'
import { describeException, truncateText } from '@cryo/conventions/redaction'
import { NO_SPAN, readActiveContext, startSpan } from '@cryo/instruments'
import {
  type Attributes,
  type Context,
  isSpanContextValid,
  type Link,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'

/** What is known of a run when it starts. */
export interface RunStart {
  readonly job: string
  readonly runId: string
  readonly unit: string | null
  readonly part: string | null
  /** Run of which this one is a child. */
  readonly parent: { readonly runId: string; readonly span: RunSpan | null } | null
  readonly expectedItems: number | null
  /** Run that this one goes on with. */
  readonly resumed: {
    readonly runId: string
    readonly traceparent: string | null
    readonly items: number
  } | null
  readonly checkpoint: { readonly file: string; readonly durable: boolean } | null
}

/** How a run ended. */
export interface RunEnd {
  readonly state: JobState
  /** Of this run alone. */
  readonly items: number
  readonly failedItems: number
  /** Why it is paused; `null` where it is not. */
  readonly pauseReason: string | null
  /** What made it fail, if anything did. */
  readonly failure?: { readonly error: unknown }
}

/** Progress over a stretch of time. */
export interface Chunk {
  readonly startEpochMs: number
  readonly items: number
  readonly failedItems: number
  readonly checkpointItems: number | null
  /** Exception events: one for each kind of error, with the number of items that it took. */
  readonly failures: readonly Attributes[]
}

/** Longest message in the status of a span, in bytes. */
const MAX_STATUS_BYTES = 1024
const TRACEPARENT = /^00-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})$/

/** The spans of one run: its own, one that tells its start at once, and one for each stretch. Nothing of it throws. */
export class RunSpan {
  readonly #job: string
  readonly #common: Attributes
  #span: Span = NO_SPAN
  #context: Context

  constructor(start: RunStart) {
    this.#job = start.job
    const parentSpan = start.parent?.span ?? null
    this.#context = parentSpan === null ? readActiveContext() : parentSpan.#context
    this.#common = { [ATTR_JOB_NAME]: start.job, [ATTR_RUN_ID]: start.runId }
    try {
      const attributes = this.#describe(start)
      const links = toLinks(start.resumed?.traceparent ?? null)
      const options = { attributes: { ...attributes, [ATTR_RUN_RECORD]: 'run' }, links }
      this.#span = startSpan(start.job, options, this.#context)
      this.#context = trace.setSpan(this.#context, this.#span)
      this.#record('start', {
        ...attributes,
        ...defined(ATTR_RUN_EXPECTED_ITEMS, start.expectedItems),
        ...defined(ATTR_RUN_RESUMED_FROM, start.resumed?.runId),
        ...defined(ATTR_RUN_RESUMED_ITEMS, start.resumed?.items),
        ...defined(ATTR_CHECKPOINT_FILE, start.checkpoint?.file),
        ...defined(ATTR_CHECKPOINT_DURABLE, start.checkpoint?.durable),
      })
    } catch {
      ignored.internal++
    }
  }

  /** W3C trace context of the run's span; `null` where there is no SDK. */
  get traceparent(): string | null {
    try {
      const context = this.#span.spanContext()
      if (!isSpanContextValid(context)) return null
      const flags = context.traceFlags.toString(16).padStart(2, '0')
      return `00-${context.traceId}-${context.spanId}-${flags}`
    } catch {
      ignored.internal++
      return null
    }
  }

  chunk({ startEpochMs, items, failedItems, checkpointItems, failures }: Chunk): void {
    const attributes = {
      ...this.#common,
      [ATTR_ITEMS]: items,
      [ATTR_ITEMS_FAILED]: failedItems,
      ...defined(ATTR_CHECKPOINT_ITEMS, checkpointItems),
    }
    this.#record('chunk', attributes, startEpochMs, failures)
  }

  end({ state, items, failedItems, pauseReason, failure }: RunEnd): void {
    try {
      const isFailure = state === 'failed' || state === 'interrupted'
      this.#span.setAttributes({
        [ATTR_ITEMS]: items,
        [ATTR_ITEMS_FAILED]: failedItems,
        [ATTR_JOB_STATE]: state,
        ...defined(ATTR_RUN_PAUSE_REASON, pauseReason),
        ...(state === 'paused' ? {} : { [ATTR_OUTCOME]: isFailure ? 'failure' : 'success' }),
      })
      if (failure !== undefined) this.#fail(failure.error)
      else if (isFailure) this.#span.setStatus({ code: SpanStatusCode.ERROR, message: state })
      this.#span.end()
    } catch {
      ignored.internal++
    }
  }

  #fail(error: unknown): void {
    const exception = describeException(error)
    const group = failureLedger.group?.(exception, !takeCountedByOperation(error))
    const message = truncateText(exception.message, MAX_STATUS_BYTES)
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message })
    this.#span.setAttribute(ATTR_ERROR_TYPE, exception.type)
    if (claimExceptionEvent(this.#span, error)) {
      this.#span.addEvent(EVENT_EXCEPTION, toExceptionAttributes(exception, group))
    }
  }

  #describe({ unit, part, parent }: RunStart): Attributes {
    return {
      ...this.#common,
      ...defined(ATTR_RUN_UNIT, unit),
      ...defined(ATTR_RUN_PART, part),
      ...defined(ATTR_RUN_PARENT_ID, parent?.runId),
    }
  }

  #record(
    record: 'start' | 'chunk',
    attributes: Attributes,
    startTime?: number,
    failures: readonly Attributes[] = [],
  ): void {
    try {
      const all = { ...attributes, [ATTR_RUN_RECORD]: record }
      const options = { attributes: all, ...(startTime === undefined ? {} : { startTime }) }
      const span = startSpan(`${this.#job} ${record}`, options, this.#context)
      for (const failure of failures) span.addEvent(EVENT_EXCEPTION, failure)
      span.end()
    } catch {
      ignored.internal++
    }
  }
}

function defined(key: string, value: string | number | boolean | null | undefined): Attributes {
  return value === null || value === undefined ? {} : { [key]: value }
}

function toLinks(traceparent: string | null): Link[] {
  const parts = traceparent === null ? undefined : TRACEPARENT.exec(traceparent)?.groups
  const { traceId, spanId, flags } = parts ?? {}
  if (traceId === undefined || spanId === undefined) return []
  return [{ context: { traceId, spanId, traceFlags: Number.parseInt(flags ?? '0', 16), isRemote: true } }]
}
