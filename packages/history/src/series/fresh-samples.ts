import { growFloat64, growUint32 } from './grow-array.ts'
import { writeStale } from './samples.ts'

/** Samples of several series as they came. */
export interface FreshSamples {
  readonly count: number
  /** Ids of the series. */
  readonly ids: Uint32Array
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

/** Samples that wait to be written down. */
export class FreshQueue implements FreshSamples {
  ids: Uint32Array<ArrayBuffer> = new Uint32Array(256)
  timestamps: Float64Array<ArrayBuffer> = new Float64Array(256)
  values: Float64Array<ArrayBuffer> = new Float64Array(256)
  count = 0

  /** @param value - `null` marks the end of the series. */
  add(id: number, timestampMs: number, value: number | null): void {
    const index = this.count++
    if (index >= this.ids.length) {
      this.ids = growUint32(this.ids, this.count)
      this.timestamps = growFloat64(this.timestamps, this.count)
      this.values = growFloat64(this.values, this.count)
    }
    this.ids[index] = id
    this.timestamps[index] = timestampMs
    if (value === null) writeStale(this.values, index)
    else this.values[index] = value
  }

  /** Forgets the first of them. */
  drop(count: number): void {
    this.ids.copyWithin(0, count, this.count)
    this.timestamps.copyWithin(0, count, this.count)
    this.values.copyWithin(0, count, this.count)
    this.count -= count
  }
}
