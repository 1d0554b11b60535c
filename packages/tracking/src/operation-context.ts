import { type FailureScope, OPERATION_CONTEXT_KEY } from '@cryo/conventions'
import { type Context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api'

/** The key under which the API keeps the active span: it does not export it, but asks for it here. */
const SPAN_KEY = findSpanKey()

/**
 * The context of an operation: its span and itself on top of another context.
 *
 * The API's own contexts copy the whole map for each value that is set; this one is three fields.
 */
export class OperationContext implements Context {
  readonly #base: Context
  readonly #span: Span
  readonly #operation: FailureScope

  constructor(parent: Context, span: Span, operation: FailureScope) {
    // Both keys are set anew: looking through the parent would make a chain as long as the nesting.
    this.#base = #base in parent ? parent.#base : parent
    this.#span = span
    this.#operation = operation
  }

  getValue(key: symbol): unknown {
    if (key === SPAN_KEY) return this.#span
    if (key === OPERATION_CONTEXT_KEY) return this.#operation
    return this.#base.getValue(key)
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#copy().setValue(key, value)
  }

  deleteValue(key: symbol): Context {
    return this.#copy().deleteValue(key)
  }

  #copy(): Context {
    return trace.setSpan(this.#base, this.#span).setValue(OPERATION_CONTEXT_KEY, this.#operation)
  }
}

function findSpanKey(): symbol {
  let found: symbol = OPERATION_CONTEXT_KEY
  const probe: Context = {
    getValue: (key) => {
      found = key
      return undefined
    },
    setValue: () => ROOT_CONTEXT,
    deleteValue: () => ROOT_CONTEXT,
  }
  trace.getSpan(probe)
  return found
}
