import {
  createMatcher,
  type Labels,
  labelsKey,
  type SeriesData,
  type SeriesSource,
  STALE_NAN_BITS,
} from '@cryo/promql'

/** Samples of one series, the newest last. */
class MemorySeriesData {
  readonly labels: Labels
  #times = new Float64Array(16)
  #values = new Float64Array(16)
  #length = 0

  constructor(labels: Labels) {
    this.labels = labels
  }

  append(timeMs: number, value: number | null): void {
    if (this.#length > 0 && (this.#times[this.#length - 1] ?? 0) >= timeMs) return
    if (this.#length === this.#times.length) this.#grow()
    this.#times[this.#length] = timeMs
    if (value === null) new BigUint64Array(this.#values.buffer)[this.#length] = STALE_NAN_BITS
    else this.#values[this.#length] = value
    this.#length++
  }

  slice(startMs: number, endMs: number): SeriesData {
    const from = this.#firstFrom(startMs)
    const to = this.#firstFrom(endMs + 1)
    return {
      labels: this.labels,
      timestamps: this.#times.subarray(from, to),
      values: this.#values.subarray(from, to),
    }
  }

  #firstFrom(timeMs: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#times[middle] ?? 0) < timeMs) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const times = new Float64Array(this.#length * 2)
    const values = new Float64Array(this.#length * 2)
    times.set(this.#times)
    // A copy of the bytes: markers of ends are bits.
    new BigUint64Array(values.buffer).set(new BigUint64Array(this.#values.buffer))
    this.#times = times
    this.#values = values
  }
}

/** Series in memory: what is recorded is found at once. */
export class MemorySeries implements SeriesSource {
  readonly #series = new Map<string, MemorySeriesData>()
  readonly #byName = new Map<string, MemorySeriesData[]>()
  /** Rules record with the same object as long as a series goes on. */
  readonly #byLabels = new WeakMap<Labels, MemorySeriesData>()

  /** @param value - `null` marks the end of the series. */
  append(labels: Labels, timeMs: number, value: number | null): void {
    const known = this.#byLabels.get(labels)
    if (known !== undefined) return known.append(timeMs, value)
    const key = labelsKey(labels)
    let series = this.#series.get(key)
    if (series === undefined) {
      series = new MemorySeriesData(labels)
      this.#series.set(key, series)
      const name = labels['__name__'] ?? ''
      const ofName = this.#byName.get(name)
      if (ofName === undefined) this.#byName.set(name, [series])
      else ofName.push(series)
    }
    this.#byLabels.set(labels, series)
    series.append(timeMs, value)
  }

  *select(
    matchers: Parameters<SeriesSource['select']>[0],
    startMs: number,
    endMs: number,
  ): Generator<SeriesData> {
    const name = matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=')?.value
    const candidates = name === undefined ? this.#series.values() : (this.#byName.get(name) ?? [])
    const tests = matchers.map((matcher) => ({ name: matcher.name, fits: createMatcher(matcher) }))
    for (const series of candidates) {
      if (!tests.every((test) => test.fits?.(series.labels[test.name] ?? '') === true)) continue
      const found = series.slice(startMs, endMs)
      if (found.timestamps.length > 0) yield found
    }
  }
}
