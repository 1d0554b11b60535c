import type { InstrumentKind } from '@cryo/conventions'
import {
  type BatchObservableCallback,
  type Counter,
  type Gauge,
  type Histogram,
  type Meter,
  type MeterProvider,
  type MetricOptions,
  type Observable,
  type ObservableCounter,
  type ObservableGauge,
  type ObservableUpDownCounter,
  type UpDownCounter,
  diag,
} from '@opentelemetry/api'

import type { InstrumentScope } from '../layout.ts'
import type { Accumulator } from './accumulator.ts'
import type { InstrumentRequest } from './instrument-registry.ts'
import { ObservableInstrument } from './observable-instrument.ts'

/**
 * The OpenTelemetry API over an accumulator, so that every library's instruments record into shared memory and
 * keep to the same limits. `valueType` changes nothing: values keep their fraction.
 *
 * @example
 * metrics.setGlobalMeterProvider(createMeterProvider(accumulator))
 */
export function createMeterProvider(accumulator: Accumulator): MeterProvider {
  return {
    getMeter: (name, version = '') => new AccumulatorMeter(accumulator, { name, version }),
  }
}

class AccumulatorMeter implements Meter {
  readonly #accumulator: Accumulator
  readonly #scope: InstrumentScope

  constructor(accumulator: Accumulator, scope: InstrumentScope) {
    this.#accumulator = accumulator
    this.#scope = scope
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return this.#accumulator.instrument(this.#request(name, 'counter', false, options))
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter {
    return this.#accumulator.instrument(this.#request(name, 'upDownCounter', false, options))
  }

  createGauge(name: string, options?: MetricOptions): Gauge {
    return this.#accumulator.instrument(this.#request(name, 'gauge', false, options))
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return this.#accumulator.instrument(this.#request(name, 'histogram', false, options))
  }

  createObservableCounter(name: string, options?: MetricOptions): ObservableCounter {
    return this.#accumulator.observable(this.#request(name, 'counter', true, options))
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): ObservableUpDownCounter {
    return this.#accumulator.observable(this.#request(name, 'upDownCounter', true, options))
  }

  createObservableGauge(name: string, options?: MetricOptions): ObservableGauge {
    return this.#accumulator.observable(this.#request(name, 'gauge', true, options))
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const own = ownObservables(observables)
    if (own.size > 0) this.#accumulator.callbacks.addBatch(callback, own)
    else diag.warn('A batch callback is not called: it names no observable instrument of this MeterProvider')
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#accumulator.callbacks.removeBatch(callback, ownObservables(observables))
  }

  #request(
    name: string,
    kind: InstrumentKind,
    observable: boolean,
    options: MetricOptions | undefined,
  ): InstrumentRequest {
    return {
      name,
      kind,
      observable,
      scope: this.#scope,
      ...readOptions(options),
    }
  }
}

/** What is said of an instrument; nothing where reading it throws. */
function readOptions(
  options: MetricOptions | undefined,
): Pick<InstrumentRequest, 'unit' | 'description' | 'boundaries'> {
  try {
    return {
      unit: options?.unit,
      description: options?.description,
      boundaries: options?.advice?.explicitBucketBoundaries,
    }
  } catch {
    return {}
  }
}

function ownObservables(observables: unknown): ReadonlySet<ObservableInstrument> {
  try {
    const list: unknown[] = Array.isArray(observables) ? observables : []
    return new Set(list.filter((observable) => observable instanceof ObservableInstrument))
  } catch {
    // A revoked proxy, or one that throws.
    return new Set()
  }
}
