import { type MetricDefinition, sharedState } from '@cryo/conventions'

import type { Counter, Gauge, Histogram, UpDownCounter } from './instrument.ts'
import type { InstrumentScope } from './layout.ts'

/**
 * Where instruments record: an accumulator, or the OpenTelemetry API.
 *
 * Copies of this package of different versions meet in {@link recorderSlot}: this interface may only grow by
 * optional members. The same definition and scope give the same series each time; no method throws.
 */
export interface Recorder {
  counter(definition: MetricDefinition, scope: InstrumentScope): Counter
  upDownCounter(definition: MetricDefinition, scope: InstrumentScope): UpDownCounter
  gauge(definition: MetricDefinition, scope: InstrumentScope): Gauge
  histogram(definition: MetricDefinition, scope: InstrumentScope): Histogram
}

/** Holds the recorder of this process; `null` while instruments record through the OpenTelemetry API. */
export const recorderSlot: { recorder: Recorder | null } = sharedState(
  '@cryo/instruments',
  (): { recorder: Recorder | null } => ({ recorder: null }),
)
