import { growFloat64, growInt32 } from './grow-array.ts'
import type { Samples } from './samples.ts'
import { NO_SAMPLES, sortSamples, writeStale } from './samples.ts'

/** Samples of one run of them. */
const RUN = 16
/** Runs that are allotted at once. */
const RUNS_AT_ONCE = 1024

interface Segment {
  readonly timestamps: Float64Array<ArrayBuffer>
  readonly values: Float64Array<ArrayBuffer>
}

/**
 * The newest samples of all series, as numbers in arrays: each series has a chain of short runs, which come from one
 * pool, so that a series with few samples takes little room and none is ever moved.
 */
export class SampleHead {
  readonly #segments: Segment[] = []
  #runs = 0
  /** The run that follows a run. */
  #next = new Int32Array(RUNS_AT_ONCE)
  /** By the slot of a series: its first and last run, its samples, and the time of its newest. */
  #first = new Int32Array(64)
  #last = new Int32Array(64)
  #counts = new Int32Array(64)
  #newestMs = new Float64Array(64)
  /** Slots whose samples did not come in order. */
  readonly #disordered = new Set<number>()
  /** Runs that are used again. */
  readonly #free: number[] = []
  samples = 0

  /** Samples of a series. */
  count(slot: number): number {
    return this.#counts[slot] ?? 0
  }

  /** Time of the newest sample of a series; `-Infinity` where it has none. */
  newestMs(slot: number): number {
    return this.count(slot) === 0 ? -Infinity : (this.#newestMs[slot] ?? 0)
  }

  /** Whether a series has a sample of a time. */
  has(slot: number, timestampMs: number): boolean {
    if (timestampMs > this.newestMs(slot)) return false
    for (const { timestamps, from, to } of this.#runsOf(slot)) {
      for (let index = from; index < to; index++) if (timestamps[index] === timestampMs) return true
    }
    return false
  }

  /** Adds a sample of a time that the series does not have. @param value - `null` marks the end of the series. */
  append(slot: number, timestampMs: number, value: number | null): void {
    if (slot >= this.#first.length) this.#growTo(slot)
    const count = this.#counts[slot] ?? 0
    const at = count % RUN
    if (at === 0) this.#addRun(slot, count)
    const run = this.#last[slot] ?? 0
    const segment = this.#segments[Math.floor(run / RUNS_AT_ONCE)]
    if (segment === undefined) return
    const index = (run % RUNS_AT_ONCE) * RUN + at
    segment.timestamps[index] = timestampMs
    if (value === null) writeStale(segment.values, index)
    else segment.values[index] = value
    if (count > 0 && timestampMs < (this.#newestMs[slot] ?? 0)) this.#disordered.add(slot)
    else this.#newestMs[slot] = timestampMs
    this.#counts[slot] = count + 1
    this.samples++
  }

  /** Samples of a series, in order. They are a copy. */
  read(slot: number): Samples {
    const count = this.count(slot)
    if (count === 0) return NO_SAMPLES
    const samples = { timestamps: new Float64Array(count), values: new Float64Array(count) }
    let next = 0
    for (const { timestamps, values, from, to } of this.#runsOf(slot)) {
      samples.timestamps.set(timestamps.subarray(from, to), next)
      samples.values.set(values.subarray(from, to), next)
      next += to - from
    }
    return this.#disordered.has(slot) ? sortSamples(samples) : samples
  }

  /** Forgets the samples of a series. */
  clear(slot: number): void {
    const count = this.count(slot)
    let run = this.#first[slot] ?? 0
    for (let left = count; left > 0; left -= RUN) {
      this.#free.push(run)
      run = this.#next[run] ?? 0
    }
    if (count > 0) this.#counts[slot] = 0
    this.#disordered.delete(slot)
    this.samples -= count
  }

  *#runsOf(slot: number): Iterable<Segment & { readonly from: number; readonly to: number }> {
    let left = this.count(slot)
    for (let run = this.#first[slot] ?? -1; left > 0; run = this.#next[run] ?? -1) {
      const segment = this.#segments[Math.floor(run / RUNS_AT_ONCE)]
      if (segment === undefined) return
      const from = (run % RUNS_AT_ONCE) * RUN
      yield { ...segment, from, to: from + Math.min(left, RUN) }
      left -= RUN
    }
  }

  #addRun(slot: number, count: number): void {
    const run = this.#free.pop() ?? this.#runs++
    if (run === this.#segments.length * RUNS_AT_ONCE) {
      this.#segments.push({
        timestamps: new Float64Array(RUNS_AT_ONCE * RUN),
        values: new Float64Array(RUNS_AT_ONCE * RUN),
      })
      this.#next = growInt32(this.#next, run + RUNS_AT_ONCE)
    }
    if (count === 0) this.#first[slot] = run
    else this.#next[this.#last[slot] ?? 0] = run
    this.#last[slot] = run
  }

  #growTo(slot: number): void {
    this.#first = growInt32(this.#first, slot + 1)
    this.#last = growInt32(this.#last, slot + 1)
    this.#counts = growInt32(this.#counts, slot + 1)
    this.#newestMs = growFloat64(this.#newestMs, slot + 1)
  }
}
