/** Labels of a series, its name as `__name__` among them. A label that is empty is not there. */
export type Labels = Readonly<Record<string, string>>

/** A condition for one label; expressions have the syntax of RE2 and match the whole value. */
export interface LabelMatcher {
  readonly name: string
  readonly op: '=' | '!=' | '=~' | '!~'
  readonly value: string
}

/** Samples of one series, the oldest first, no two of one time. */
export interface SeriesData {
  readonly labels: Labels
  /** Unix milliseconds. */
  readonly timestamps: Float64Array
  /** {@link STALE_NAN} where the series ends. */
  readonly values: Float64Array
}

/** Where the evaluator finds series. */
export interface SeriesSource {
  /**
   * Finds the series that fit all matchers, with their samples from `startMs` to `endMs`, both included. More samples
   * than asked for do no harm.
   */
  select(matchers: readonly LabelMatcher[], startMs: number, endMs: number): Iterable<SeriesData>
  /** Told, where there is such a method, that nobody reads a series any more: its arrays may be used for others. */
  release?(series: SeriesData): void
}

const STALE_HIGH = 0x7ff00000
const STALE_LOW = 2

/** Value by which Prometheus marks the end of a series: a NaN of its own, which is kept bit for bit in typed arrays only. */
export const STALE_NAN: number =
  new Float64Array(new Uint32Array([STALE_LOW, STALE_HIGH]).buffer)[0] ?? Number.NaN

/** The marker as bits, to put into typed arrays: a number that passes through variables may lose them. */
export const STALE_NAN_BITS = 0x7ff0000000000002n

/** Whether a value of an array is the marker of the end of a series. */
export function isStale(values: Float64Array, index: number): boolean {
  const value = values[index] ?? 0
  if (value === value) return false
  const bits = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2)
  return bits[0] === STALE_LOW && bits[1] === STALE_HIGH
}
