import { type InstrumentKind, type MetricDefinition, SCOPE_NAME } from '@cryo/conventions'

import type { Counter, Gauge, Histogram, UpDownCounter } from './instrument.ts'
import type { InstrumentScope } from './layout.ts'
import { RoutedCounter, RoutedHistogram } from './routed-instruments.ts'

/** A definition that may be of this kind: one whose type tells another kind does not compile. */
export type DefinitionOf<Kind extends InstrumentKind, D extends MetricDefinition> = Kind extends D['kind']
  ? D
  : never

const OWN_SCOPE: InstrumentScope = { name: SCOPE_NAME }

/**
 * Makes a counter, safe as a constant of a module: it records as soon as something records at all.
 *
 * @param definition - What it counts.
 * @param scope - Who counts; `@cryo/monitoring` by default.
 *
 * @example
 * const errors = counter(METRIC_ERRORS)
 * errors.add(1, { [ATTR_ERROR_TYPE]: 'TypeError' })
 */
export function counter<D extends MetricDefinition>(
  definition: D & DefinitionOf<'counter', D>,
  scope: InstrumentScope = OWN_SCOPE,
): Counter {
  return new RoutedCounter((recorder) => recorder.counter(definition, scope))
}

/**
 * Makes a counter that may fall; see {@link counter}.
 *
 * @example
 * const active = upDownCounter(METRIC_OPERATION_ACTIVE).bind({ [ATTR_OPERATION_NAME]: 'screen' })
 * active.add(1)
 */
export function upDownCounter<D extends MetricDefinition>(
  definition: D & DefinitionOf<'upDownCounter', D>,
  scope: InstrumentScope = OWN_SCOPE,
): UpDownCounter {
  return new RoutedCounter((recorder) => recorder.upDownCounter(definition, scope))
}

/**
 * Makes a gauge, which keeps the latest value; see {@link counter}.
 *
 * @example
 * const custom = gauge(METRIC_CUSTOM)
 * custom.record(21.5, { [ATTR_CUSTOM_METRIC_NAME]: 'bath_temperature' })
 */
export function gauge<D extends MetricDefinition>(
  definition: D & DefinitionOf<'gauge', D>,
  scope: InstrumentScope = OWN_SCOPE,
): Gauge {
  return new RoutedHistogram((recorder) => recorder.gauge(definition, scope))
}

/**
 * Makes a histogram; see {@link counter}. Without `boundaries` it has the OpenTelemetry SDK's default buckets.
 *
 * @example
 * const duration = histogram(METRIC_OPERATION_DURATION).bind({ [ATTR_OPERATION_NAME]: 'screen' })
 * duration.record(0.25)
 */
export function histogram<D extends MetricDefinition>(
  definition: D & DefinitionOf<'histogram', D>,
  scope: InstrumentScope = OWN_SCOPE,
): Histogram {
  return new RoutedHistogram((recorder) => recorder.histogram(definition, scope))
}
