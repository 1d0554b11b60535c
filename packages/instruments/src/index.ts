// Instruments
export { counter, gauge, histogram, upDownCounter } from './instruments.ts'
export type { DefinitionOf } from './instruments.ts'
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  BoundUpDownCounter,
  Counter,
  Gauge,
  Histogram,
  UpDownCounter,
} from './instrument.ts'

// Spans of ours
export { NO_SPAN, readActiveContext, startSpan } from './start-span.ts'

// What they take
export type { AttributeValue, InstrumentAttributes } from './attributes.ts'
export type { InstrumentScope } from './layout.ts'
