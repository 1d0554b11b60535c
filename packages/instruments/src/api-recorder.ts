import type { MetricDefinition } from '@cryo/conventions'
import { type Meter, type MeterProvider, type MetricOptions, metrics } from '@opentelemetry/api'

import type { InstrumentAttributes } from './attributes.ts'
import { type BoundCounter, type BoundHistogram, isMeasurement } from './instrument.ts'
import type { Counter, Gauge, Histogram, UpDownCounter } from './instrument.ts'
import type { InstrumentScope } from './layout.ts'
import type { Recorder } from './recorder.ts'

/** Lowest value of an instrument that may fall. */
const ANY = -Number.MAX_VALUE

/**
 * Finds the instrument of the global MeterProvider of the moment.
 *
 * The API's MeterProvider does not delegate: an instrument made before an SDK is registered stays without
 * effect for ever, so it is made again for each provider.
 */
class ApiInstrument<T> {
  readonly #definition: MetricDefinition
  readonly #scope: InstrumentScope
  readonly #create: (meter: Meter, name: string, options: MetricOptions) => T
  #provider: MeterProvider | undefined
  #instrument: T | undefined

  constructor(
    definition: MetricDefinition,
    scope: InstrumentScope,
    create: (meter: Meter, name: string, options: MetricOptions) => T,
  ) {
    this.#definition = definition
    this.#scope = scope
    this.#create = create
  }

  /** Throws what the SDK throws, on the first call per provider only; then there is no instrument. */
  get current(): T | undefined {
    const provider = metrics.getMeterProvider()
    if (provider === this.#provider) return this.#instrument
    this.#provider = provider
    this.#instrument = undefined
    const { name, unit, description, boundaries } = this.#definition
    const advice = boundaries && { advice: { explicitBucketBoundaries: [...boundaries] } }
    const meter = provider.getMeter(this.#scope.name, this.#scope.version)
    this.#instrument = this.#create(meter, name, { unit, description, ...advice })
    return this.#instrument
  }
}

interface ApiAdder {
  add(value: number, attributes?: InstrumentAttributes): void
}

class ApiCounter implements Counter {
  readonly #api: ApiInstrument<ApiAdder>
  readonly #least: number

  constructor(api: ApiInstrument<ApiAdder>, least: number) {
    this.#api = api
    this.#least = least
  }

  add(value: number, attributes?: InstrumentAttributes): void {
    if (!isMeasurement(value, this.#least)) return
    try {
      this.#api.current?.add(value, attributes)
    } catch {
      // Neither an SDK that fails nor an attribute's getter that throws may reach the caller.
    }
  }

  bind(attributes?: InstrumentAttributes): BoundCounter {
    return { add: (value) => this.add(value, attributes) }
  }
}

interface ApiMeasure {
  record(value: number, attributes?: InstrumentAttributes): void
}

class ApiHistogram implements Histogram {
  readonly #api: ApiInstrument<ApiMeasure>
  readonly #least: number

  constructor(api: ApiInstrument<ApiMeasure>, least: number) {
    this.#api = api
    this.#least = least
  }

  record(value: number, attributes?: InstrumentAttributes): void {
    if (!isMeasurement(value, this.#least)) return
    try {
      this.#api.current?.record(value, attributes)
    } catch {
      // As in ApiCounter.add.
    }
  }

  bind(attributes?: InstrumentAttributes): BoundHistogram {
    return { record: (value) => this.record(value, attributes) }
  }
}

/** Records through the OpenTelemetry API: under another SDK what it makes of it, without one nothing. */
export const apiRecorder: Recorder = {
  counter: (definition, scope): Counter =>
    new ApiCounter(
      new ApiInstrument(definition, scope, (meter, name, options) => meter.createCounter(name, options)),
      0,
    ),
  upDownCounter: (definition, scope): UpDownCounter =>
    new ApiCounter(
      new ApiInstrument(definition, scope, (meter, name, options) =>
        meter.createUpDownCounter(name, options),
      ),
      ANY,
    ),
  gauge: (definition, scope): Gauge =>
    new ApiHistogram(
      new ApiInstrument(definition, scope, (meter, name, options) => meter.createGauge(name, options)),
      ANY,
    ),
  histogram: (definition, scope): Histogram =>
    new ApiHistogram(
      new ApiInstrument(definition, scope, (meter, name, options) => meter.createHistogram(name, options)),
      0,
    ),
}
