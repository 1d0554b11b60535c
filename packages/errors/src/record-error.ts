import {
  ATTR_ERROR_GROUP,
  ATTR_ERROR_TYPE,
  claimExceptionEvent,
  EVENT_EXCEPTION,
  type FailureScope,
  OPERATION_CONTEXT_KEY,
  SCOPE_NAME,
  takeCountedByOperation,
  toExceptionAttributes,
} from '@cryo/conventions'
import { toContextAttributes, truncateText } from '@cryo/conventions/redaction'
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

import { recordings } from './errors-state.ts'
import { groupError } from './group-error.ts'
import { readRecordedError, type RecordedError } from './recorded-error.ts'

/** Longest message in a span's status, in bytes; the exception event has it in full. */
const MAX_STATUS_BYTES = 1024

/**
 * Records an error: counted in `cryo.errors`, and an exception event on the active span or, where there is none, on
 * a span of its own.
 *
 * Message (8 KB), stack (16 KB) and context (64 keys, 8 KB) are bounded, then freed of credentials. An error that an
 * operation failed with is counted already: the first call with the same object does not count it again.
 * Anything is accepted, and nothing throws.
 *
 * @param context - Becomes `cryo.context.<key>` attributes of the event.
 *
 * @example
 * recordError('ValidationError', `row ${row} has no SMILES`, undefined, { file })
 *
 * @example
 * try { await insert(rows) } catch (error) { recordError(error, { table: 'molecules' }) }
 */
export function recordError(
  type: string,
  message: string,
  stackTrace?: string,
  context?: Readonly<Record<string, unknown>>,
): void
export function recordError(error: unknown, context?: Readonly<Record<string, unknown>>): void
export function recordError(...args: readonly unknown[]): void {
  try {
    record(readRecordedError(args))
  } catch {
    recordings.failed++
  }
}

function record(recorded: RecordedError): void {
  const { thrown, exception } = recorded
  const group = groupError(exception, thrown === undefined || !takeCountedByOperation(thrown.error))
  const active = context.active()
  if (thrown !== undefined) {
    const operation = active.getValue(OPERATION_CONTEXT_KEY) as FailureScope | undefined
    operation?.noteCounted(thrown.error)
  }
  const span = trace.getSpan(active)
  if (span?.isRecording() === true) addEvent(span, recorded, group)
  else recordSpan(active, recorded, group)
}

function addEvent(span: Span, { thrown, exception, context: given }: RecordedError, group: string): void {
  const contextAttributes = toContextAttributes(given)
  const isNew = thrown === undefined || claimExceptionEvent(span, thrown.error)
  if (!isNew && Object.keys(contextAttributes).length === 0) return
  span.addEvent(EVENT_EXCEPTION, { ...toExceptionAttributes(exception, group), ...contextAttributes })
}

function recordSpan(active: Context, recorded: RecordedError, group: string): void {
  const { type, message } = recorded.exception
  const span = trace.getTracer(SCOPE_NAME).startSpan(
    type,
    {
      kind: SpanKind.INTERNAL,
      attributes: { [ATTR_ERROR_TYPE]: type, [ATTR_ERROR_GROUP]: group },
    },
    active,
  )
  if (!span.isRecording()) return
  try {
    addEvent(span, recorded, group)
    span.setStatus({ code: SpanStatusCode.ERROR, message: truncateText(message, MAX_STATUS_BYTES) })
  } finally {
    span.end()
  }
}
