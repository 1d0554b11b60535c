import { trace } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'

/** The key under which the OpenTelemetry API keeps the span: the API does not export it, but it uses it here. */
const SPAN_KEY = readSpanKey()

/**
 * The context of a span, as `trace.setSpan` makes it but without copying a map: one object of two fields.
 *
 * Only the span is kept here and everything else in `rest`, so that contexts derived one from another do not
 * grow into a chain.
 */
class SpanContextNode implements Context {
  readonly #rest: Context
  readonly #span: unknown

  constructor(rest: Context, span: unknown) {
    this.#rest = rest
    this.#span = span
  }

  getValue(key: symbol): unknown {
    return key === SPAN_KEY ? this.#span : this.#rest.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    return key === SPAN_KEY
      ? new SpanContextNode(this.#rest, value)
      : new SpanContextNode(this.#rest.setValue(key, value), this.#span)
  }

  deleteValue(key: symbol): Context {
    return key === SPAN_KEY
      ? this.#rest.deleteValue(key)
      : new SpanContextNode(this.#rest.deleteValue(key), this.#span)
  }
}

/** The context in which `span` is active; everything else is as in `parent`. */
export function contextWithSpan(parent: Context, span: Span): Context {
  return parent instanceof SpanContextNode
    ? parent.setValue(SPAN_KEY, span)
    : new SpanContextNode(parent, span)
}

function readSpanKey(): symbol {
  let spanKey = Symbol('not set')
  const probe: Context = {
    getValue: () => undefined,
    setValue(key) {
      spanKey = key
      return probe
    },
    deleteValue: () => probe,
  }
  trace.setSpan(probe, trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }))
  return spanKey
}
