// Recording into shared memory
export { createAccumulator } from './accumulator.ts'
export type { Accumulator, AccumulatorOptions } from './accumulator.ts'
export { createMeterProvider } from './meter-provider.ts'
export { useAccumulator } from './use-accumulator.ts'

// What a reader needs to find the values
export type { AttributeValue } from '../attributes.ts'
export type { InstrumentDescriptor, InstrumentScope, SeriesDescriptor, SeriesSink } from '../layout.ts'
