import type { InstrumentKind } from '@cryo/conventions'

import type { AttributeValue } from './attributes.ts'

/** Bytes of one page of shared memory. */
export const PAGE_BYTES = 65_536
/** Slots of one page; a slot holds one 64-bit float. */
export const PAGE_SLOTS: number = PAGE_BYTES / Float64Array.BYTES_PER_ELEMENT

/** Who made an instrument; from the OpenTelemetry specification of instrumentation scopes. */
export interface InstrumentScope {
  readonly name: string
  readonly version?: string
}

/** What is the same for all series of an instrument; plain data. */
export interface InstrumentDescriptor {
  /** Unique within one accumulator. */
  readonly id: number
  readonly name: string
  readonly unit: string
  readonly description: string
  readonly kind: InstrumentKind
  /** Upper bounds of the buckets, inclusive, ascending; histograms only, and always there for them. */
  readonly boundaries?: readonly number[]
  /** Whether a callback sets the value at each collection. */
  readonly observable: boolean
  readonly scope: InstrumentScope
}

/** Where one series of an instrument lies in shared memory; plain data. */
export interface SeriesDescriptor {
  /** `id` of its {@link InstrumentDescriptor}. */
  readonly instrument: number
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly page: number
  /** First of its slots: the value, or the buckets of a histogram followed by the sum. */
  readonly slot: number
  /** When the series was made, just before its first value, in Unix milliseconds. */
  readonly startTimeMs: number
}

/** Takes what a reader needs to find the values: each page and instrument before the series that use them. */
export interface SeriesSink {
  page(index: number, buffer: SharedArrayBuffer): void
  instrument(descriptor: InstrumentDescriptor): void
  series(descriptor: SeriesDescriptor): void
}

/** How many slots a series takes: one, or for a histogram its buckets and the sum. */
export function slotsOf(boundaries: readonly number[] | undefined): number {
  return boundaries === undefined ? 1 : boundaries.length + 2
}
