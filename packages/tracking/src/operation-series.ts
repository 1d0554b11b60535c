import {
  ATTR_ERROR_TYPE,
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  MAX_ATTRIBUTE_VALUES,
  METRIC_OPERATION_ACTIVE,
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
  OTHER_VALUE,
  type OperationKind,
} from '@cryo/conventions'
import {
  type BoundCounter,
  type BoundHistogram,
  counter,
  histogram,
  type InstrumentAttributes,
  upDownCounter,
} from '@cryo/instruments'
import { SpanKind, type SpanOptions } from '@opentelemetry/api'

import { MAX_NAME_BYTES, toTelemetryName } from '@cryo/conventions/redaction'

const duration = histogram(METRIC_OPERATION_DURATION)
const items = counter(METRIC_OPERATION_ITEMS)
const active = upDownCounter(METRIC_OPERATION_ACTIVE)

/** Types of error whose handle is kept per operation; further ones are looked up each time. */
const MAX_KEPT_ERROR_TYPES = 16

/** The handles of one operation, bound once: recording through them looks no attribute up. */
export class OperationSeries {
  /** Value of `cryo.operation.name`. */
  readonly name: string
  readonly kind: OperationKind
  /** Constant part of the span. */
  readonly spanOptions: SpanOptions
  readonly active: BoundCounter
  readonly items: BoundCounter
  readonly success: BoundHistogram
  readonly #attributes: InstrumentAttributes
  readonly #failures = new Map<string | undefined, BoundHistogram>()

  constructor(name: string, kind: OperationKind) {
    this.name = name
    this.kind = kind
    this.#attributes = { [ATTR_OPERATION_NAME]: name, [ATTR_OPERATION_KIND]: kind }
    this.spanOptions = { kind: SpanKind.INTERNAL, attributes: { [ATTR_OPERATION_KIND]: kind } }
    this.active = active.bind(this.#attributes)
    this.items = items.bind(this.#attributes)
    this.success = duration.bind({ ...this.#attributes, [ATTR_OUTCOME]: 'success' })
  }

  /** The durations of failures; `undefined` where the type of the error is not known. */
  failure(errorType: string | undefined): BoundHistogram {
    const kept = this.#failures.get(errorType)
    if (kept !== undefined) return kept
    const bound = duration.bind({
      ...this.#attributes,
      [ATTR_OUTCOME]: 'failure',
      [ATTR_ERROR_TYPE]: errorType,
    })
    if (this.#failures.size < MAX_KEPT_ERROR_TYPES) this.#failures.set(errorType, bound)
    return bound
  }
}

type SeriesByKind = Partial<Record<OperationKind, OperationSeries>>

const seriesByName = new Map<string, SeriesByKind>()
const otherSeries: SeriesByKind = {}

/** Finds the series of an operation; names past the limit of one attribute share those of `_other_`. */
export function findSeries(name: unknown, kind: OperationKind): OperationSeries {
  // A longer text is not kept as a key, which would keep it in memory.
  const key = typeof name === 'string' && name.length <= MAX_NAME_BYTES ? name : toTelemetryName(name)
  let kinds = seriesByName.get(key)
  if (kinds === undefined) {
    if (seriesByName.size >= MAX_ATTRIBUTE_VALUES) {
      return (otherSeries[kind] ??= new OperationSeries(OTHER_VALUE, kind))
    }
    kinds = {}
    seriesByName.set(key, kinds)
  }
  return (kinds[kind] ??= new OperationSeries(toTelemetryName(key), kind))
}
