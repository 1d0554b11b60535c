import { isOvertaken } from '../metrics/contributions.ts'
import { everySeries } from '../metrics/every-series.ts'
import type { Exemplar, HistogramPoint, NumberPoint } from '../otlp/metric.ts'
import type { Series, Source, StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { TARGET_INFO } from '../prometheus/family.ts'
import { toResourceLabels } from '../prometheus/labels.ts'
import type { ExemplarStore } from '../query/exemplar-store.ts'
import { readLate, readSamples, type Samples } from './series-samples.ts'
import { SampleLabels } from './sample-labels.ts'

/** Where samples are kept. A handle is good for as long as the sink is. */
export interface SampleSink {
  /** Handle of a series; `null` where there is no room for it. */
  open(labels: Readonly<Record<string, string>>, isForeign: boolean): number | null
  append(handle: number, timestampMs: number, value: number): void
  /** Marks the end of a series. */
  appendStale(handle: number, timestampMs: number): void
  /** Time of the newest sample; `-Infinity` where there is none. */
  newestMs(handle: number): number
}

/** Who contributes to a series that a stranger sent: somebody who is not attached. */
export const STRANGER: Source = ''

/** Series between two pauses: a millisecond. */
const SERIES_PER_STEP = 128
/** A counter whose start is longer ago had values that nobody saw: it is not taken to have begun at 0, as in Prometheus. */
const ZERO_WITHIN_MS = 3_600_000
const NO_ROOM = -1

/** A series that is recorded. */
interface Track {
  handles: readonly number[]
  /** Of a histogram: other bounds are other series. */
  bounds: readonly number[] | null
  startMs: number
  /** Round in which it was there last. */
  seenIn: number
}

/** What is told of a resource: one series. */
interface Target {
  readonly handle: number
  timeMs: number
  seenIn: number
}

/**
 * Writes what the store knows into the history, as Prometheus has it: one sample of each series of our own processes
 * each time it is asked, and every point of a stranger's when it comes, at its own time. A counter begins at 0 when its
 * process says so, and a series that goes is marked as ended.
 */
export class SeriesRecorder {
  readonly #store: SeriesStore
  readonly #exemplars: ExemplarStore
  readonly #labels = new SampleLabels()
  readonly #tracks = new Map<Series, Track>()
  readonly #targets = new Map<StoredResource, Target>()
  /** Series by the first of their handles: of two with the same labels one is recorded. */
  readonly #owners = new Map<number, Series>()
  #sink: SampleSink | null = null
  #round = 0
  /** Series that are not recorded, as no text can say their labels or another one has the same. */
  unnamed = 0

  constructor(store: SeriesStore, exemplars: ExemplarStore) {
    this.#store = store
    this.#exemplars = exemplars
    store.watchEnds((series) => this.#recordEnd(series, Date.now()))
  }

  /** Records there from now on; `null`: nowhere. */
  use(sink: SampleSink | null): void {
    this.#sink = sink
    this.#tracks.clear()
    this.#targets.clear()
    this.#owners.clear()
  }

  /** Records the current value of every series that is not a stranger's, and what has ended; pauses between. */
  *sample(timeMs: number): Generator<undefined, void, undefined> {
    this.#round++
    let seen = 0
    for (const series of everySeries(this.#store)) {
      if (this.#sink === null) return
      if (isStrangers(series)) this.#keep(series)
      else this.#record(series, readSamples(series), timeMs)
      if (++seen % SERIES_PER_STEP === 0) yield
    }
    this.#endUnseen(timeMs)
  }

  /** Records a stranger's point that has just become the value of its series. */
  take(series: Series, exemplars: readonly Exemplar[]): void {
    if (this.#sink === null || !isStrangers(series)) return
    const samples = readSamples(series)
    this.#record(series, samples, samples.timeMs)
    if (exemplars.length > 0) this.#keepExemplars(series, samples.bounds, exemplars)
  }

  /** Records a stranger's point that came after a later one. */
  takeLate(series: Series, point: NumberPoint | HistogramPoint): void {
    if (this.#sink === null || !isStrangers(series)) return
    const { bounds, values } = readLate(point)
    this.#write(this.#trackOf(series, bounds), values, point.timeMs)
  }

  /** What a process told last may have come since the last sampling: one that lives for seconds is known by nothing else. */
  #recordEnd(series: Series, timeMs: number): void {
    if (this.#sink === null) return
    if (!isStrangers(series)) this.#record(series, readSamples(series), timeMs)
    const track = this.#tracks.get(series)
    if (track !== undefined) this.#forget(series, track, timeMs + 1)
  }

  /** Those of a histogram belong to the buckets in which they are. */
  #keepExemplars(series: Series, bounds: readonly number[] | null, exemplars: readonly Exemplar[]): void {
    const labels = this.#labels.ofSeries(series, bounds)
    for (const exemplar of exemplars) {
      const bucket = bounds === null ? 0 : bounds.findIndex((bound) => exemplar.value <= bound)
      const ofSample = labels[bucket === -1 ? (bounds?.length ?? 0) : bucket]
      if (ofSample !== undefined) this.#exemplars.add(ofSample, exemplar)
    }
  }

  #record(series: Series, samples: Samples, timeMs: number): void {
    const track = this.#trackOf(series, samples.bounds)
    track.seenIn = this.#round
    this.#writeZero(series, track, samples, timeMs)
    this.#write(track, samples.values, timeMs)
    this.#recordTarget(series.metric.scope.resource, Math.trunc(timeMs))
  }

  #write({ handles }: Track, values: Samples['values'], sentMs: number): void {
    const timeMs = Math.trunc(sentMs)
    for (let index = 0; index < handles.length; index++) {
      const handle = handles[index] as number
      const value = values[index]
      if (handle !== NO_ROOM && value !== undefined) this.#sink?.append(handle, timeMs, value)
    }
  }

  /** The first increment counts only where something was before it. */
  #writeZero(series: Series, track: Track, { startMs: sinceMs, values }: Samples, timeMs: number): void {
    const startMs = Math.trunc(sinceMs)
    if (startMs === track.startMs) return
    track.startMs = startMs
    const { kind } = series.metric.descriptor
    if (kind !== 'counter' && kind !== 'histogram') return
    if (startMs >= timeMs || startMs < timeMs - ZERO_WITHIN_MS) return
    for (let index = 0; index < track.handles.length; index++) {
      const handle = track.handles[index] as number
      if (handle === NO_ROOM || values[index] === undefined) continue
      if (this.#sink !== null && this.#sink.newestMs(handle) < startMs) this.#sink.append(handle, startMs, 0)
    }
  }

  #trackOf(series: Series, bounds: readonly number[] | null): Track {
    const known = this.#tracks.get(series)
    if (known !== undefined && isSame(known.bounds, bounds)) return known
    const handles = this.#open(series, bounds)
    const track = { handles, bounds, startMs: known?.startMs ?? 0, seenIn: this.#round }
    if (known !== undefined) {
      const left = new Set(handles)
      this.#end(
        known.handles.filter((handle) => !left.has(handle)),
        Date.now(),
      )
    }
    this.#tracks.set(series, track)
    return track
  }

  #open(series: Series, bounds: readonly number[] | null): readonly number[] {
    const handles: number[] = []
    const isForeign = isStrangers(series)
    for (const labels of this.#labels.ofSeries(series, bounds)) {
      handles.push(this.#sink?.open(labels, isForeign) ?? NO_ROOM)
    }
    const first = handles[0]
    if (first === undefined) this.unnamed++
    if (first === undefined || first === NO_ROOM) return handles
    const owner = this.#owners.get(first)
    if (owner !== undefined && owner !== series && this.#tracks.has(owner)) {
      this.unnamed++
      return []
    }
    this.#owners.set(first, series)
    return handles
  }

  /** With the samples of its series comes one of a resource, as often as they come. */
  #recordTarget(resource: StoredResource, timeMs: number): void {
    let target = this.#targets.get(resource)
    if (target === undefined) {
      const labels = toResourceLabels(resource.resource).target
      const handle =
        labels === undefined
          ? null
          : this.#sink?.open({ ...Object.fromEntries(labels), __name__: TARGET_INFO }, false)
      target = { handle: handle ?? NO_ROOM, timeMs: 0, seenIn: 0 }
      this.#targets.set(resource, target)
    }
    target.seenIn = this.#round
    if (timeMs === target.timeMs || isOvertaken(timeMs, target.timeMs)) return
    target.timeMs = timeMs
    if (target.handle !== NO_ROOM) this.#sink?.append(target.handle, timeMs, 1)
  }

  /** A stranger's series is there for as long as the store has it. */
  #keep(series: Series): void {
    const track = this.#tracks.get(series)
    if (track !== undefined) track.seenIn = this.#round
    const target = this.#targets.get(series.metric.scope.resource)
    if (target !== undefined) target.seenIn = this.#round
  }

  #endUnseen(timeMs: number): void {
    for (const [series, track] of this.#tracks) {
      if (track.seenIn === this.#round) continue
      this.#forget(series, track, timeMs)
    }
    for (const [resource, { handle, seenIn }] of this.#targets) {
      if (seenIn === this.#round) continue
      this.#targets.delete(resource)
      this.#end([handle], timeMs)
    }
  }

  #forget(series: Series, { handles }: Track, timeMs: number): void {
    this.#tracks.delete(series)
    for (const handle of handles) if (this.#owners.get(handle) === series) this.#owners.delete(handle)
    this.#end(handles, timeMs)
  }

  /** @param timeMs - At the earliest: after the last sample, whose time is its sender's. */
  #end(handles: readonly number[], timeMs: number): void {
    for (const handle of handles) {
      if (handle === NO_ROOM || this.#sink === null) continue
      this.#sink.appendStale(handle, Math.max(timeMs, this.#sink.newestMs(handle) + 1))
    }
  }
}

function isStrangers(series: Series): boolean {
  const contributions: readonly { readonly source: Source }[] = series.contributions
  return contributions.every(({ source }) => source === STRANGER)
}

function isSame(left: readonly number[] | null, right: readonly number[] | null): boolean {
  if (left === right) return true
  if (left === null || right === null || left.length !== right.length) return false
  return left.every((bound, index) => bound === right[index])
}
