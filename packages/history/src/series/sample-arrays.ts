import type { Samples } from './samples.ts'

const SAMPLE_BYTES = 16
/** Sizes are multiples of it, so that those of one series fit another. */
const STEP_BYTES = 65_536
/** Kept for the next: two series of two weeks at ten seconds. */
const MAX_SPARE_BYTES = 4_194_304

/**
 * Arrays for samples, which are used again: a query over weeks fills megabytes for each series, and memory that is left to
 * the garbage collector so fast stays with the process.
 */
export class SampleArrays {
  /** Each has room for times, and then for as many values. */
  #spare: ArrayBuffer[] = []

  /** Arrays of so many samples, with whatever was in them. */
  take(count: number): Samples {
    const bytes = count * SAMPLE_BYTES
    const fitting = this.#spare.find(({ byteLength }) => byteLength >= bytes)
    if (fitting !== undefined) this.#spare.splice(this.#spare.indexOf(fitting), 1)
    const buffer = fitting ?? new ArrayBuffer(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES)
    return {
      timestamps: new Float64Array(buffer, 0, count),
      values: new Float64Array(buffer, buffer.byteLength / 2, count),
    }
  }

  /** Takes back what nobody reads any more, whole or a part of it; arrays of others are let be. */
  giveBack({ timestamps: { buffer }, values }: Samples): void {
    if (!(buffer instanceof ArrayBuffer) || values.buffer !== buffer || this.#spare.includes(buffer)) return
    let room = MAX_SPARE_BYTES
    const bySize = [...this.#spare, buffer].toSorted((left, right) => right.byteLength - left.byteLength)
    // The smallest first: that is what the next is looked for in.
    this.#spare = bySize.filter(({ byteLength }) => (room -= byteLength) >= 0).toReversed()
  }
}
