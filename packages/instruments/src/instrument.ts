import type { InstrumentAttributes } from './attributes.ts'

/** One series of a {@link Counter} or an {@link UpDownCounter}. */
export interface BoundCounter {
  /** Adds to the series; a value that is not a finite number, or that the instrument cannot take, is ignored. */
  add(value: number): void
}

/** A sum that only rises; negative values are ignored. */
export interface Counter {
  /** Adds to the series with these attributes; see {@link BoundCounter.add} for values that are ignored. */
  add(value: number, attributes?: InstrumentAttributes): void
  /** Fixes the attributes, read now, for calls that cost one addition. */
  bind(attributes?: InstrumentAttributes): BoundCounter
}

/** A sum that may fall too. */
export type UpDownCounter = Counter
/** One series of an {@link UpDownCounter}. */
export type BoundUpDownCounter = BoundCounter

/** One series of a {@link Histogram} or a {@link Gauge}. */
export interface BoundHistogram {
  /** Records a value; one that is not a finite number, or that the instrument cannot take, is ignored. */
  record(value: number): void
}

/** A distribution of values from zero up; negative values are ignored. */
export interface Histogram {
  /** Records in the series with these attributes; see {@link BoundHistogram.record} for values that are ignored. */
  record(value: number, attributes?: InstrumentAttributes): void
  /** Fixes the attributes, read now, for calls that cost two additions. */
  bind(attributes?: InstrumentAttributes): BoundHistogram
}

/** The latest value. */
export type Gauge = Histogram
/** One series of a {@link Gauge}. */
export type BoundGauge = BoundHistogram

/** Whether an instrument may take a value: a finite number that is not below `least`. */
export function isMeasurement(value: unknown, least: number): boolean {
  return typeof value === 'number' && value >= least && value <= Number.MAX_VALUE
}
