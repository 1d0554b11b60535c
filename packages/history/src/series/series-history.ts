import type { LabelMatcher, Labels, SeriesData, SeriesSource } from '@cryo/promql'

/** What was not taken since the opening, by reason. */
export interface Refused {
  /** Samples more than 10 min older than both the newest of their series and the clock. */
  readonly outOfOrder: number
  /** Samples of a time that their series has already. */
  readonly duplicate: number
  /** Samples whose time is no number, negative, or more than a day ahead of the clock. */
  readonly invalidTime: number
  /** Samples of a series that is not there: no handle of {@link SeriesHistory.open}, or gone for want of samples. */
  readonly unknownSeries: number
  /** Samples that were taken and lost before they could be written: the disk was full for long. */
  readonly noRoom: number
  /** Series for which {@link SeriesHistory.open} had no room. */
  readonly tooManySeries: number
}

/** Times are Unix milliseconds; a list of sets of matchers finds what fits any of them, an empty list everything. */
type MatcherSets = readonly (readonly LabelMatcher[])[]

/**
 * Samples of series, as the owner of the page remembers them, in one SQLite file of which it is the only writer.
 *
 * Nothing of it throws. What is written down is on disk at most 5 s after it came, as long as {@link work} is called.
 * Matchers whose expressions are none of RE2 fit nothing.
 *
 * @example
 * const history = openSeriesHistory({ dir: 'monitoring' })
 * const handle = history.open({ __name__: 'requests_total', route: '/' })
 * if (handle !== null) history.append(handle, Date.now(), 1)
 * await evaluate('rate(requests_total[5m])', { time: Date.now() }, history)
 */
export interface SeriesHistory extends SeriesSource {
  /**
   * Finds a series or makes it; labels that are empty are none. Its handle stays good while the process lives and the
   * series has samples, and is never given to another.
   *
   * @param isForeign - Whether a stranger tells of it: the last quarter of the room is not for those.
   * @returns `null` where there is no room, which is counted.
   */
  open(labels: Labels, isForeign?: boolean): number | null
  /** Whether a handle is good still: a series without samples for as long as the retention is forgotten. */
  isOpen(handle: number): boolean
  /**
   * Adds a sample: in order, or out of order by 10 min at most. What is refused is counted.
   *
   * @param timestampMs - Fractions of a millisecond are cut off.
   * @returns Whether it was taken.
   */
  append(handle: number, timestampMs: number, value: number): boolean
  /** Marks the end of a series, by `STALE_NAN`. @returns Whether it was taken. */
  appendStale(handle: number, timestampMs: number): boolean
  /** Time of the newest sample of a series; `-Infinity` where it has none. */
  newestMs(handle: number): number
  /** Takes back the arrays of a series that {@link select} gave and nobody reads any more; others have to be kept whole. */
  release(series: SeriesData): void
  /** Labels of the series that may have samples in a time; times are looked at roughly, as in Prometheus. */
  series(matcherSets: MatcherSets, startMs: number, endMs: number): Iterable<Labels>
  /** Names of their labels, in order. */
  labelNames(matcherSets: MatcherSets, startMs: number, endMs: number): readonly string[]
  /** Values of one of their labels, in order. */
  labelValues(name: string, matcherSets: MatcherSets, startMs: number, endMs: number): readonly string[]
  /** Where it is; `null`: in memory only. */
  readonly file: string | null
  /** What happened at the opening, one sentence each: a corrupt file moved aside, a folder that cannot be written. */
  readonly notices: readonly string[]
  readonly refused: Refused
  /** Series that are known. */
  readonly seriesCount: number
  /** Size of the database. */
  readonly bytes: number
  /** Samples that are in memory alone: not written yet, or written down to be read after a kill only. */
  readonly samplesInMemory: number
  /**
   * Does what is due: writes, puts samples into chunks, deletes what is older than the retention or too much. Call it
   * once a second; it takes about 10 ms.
   *
   * @param nowMs - The clock.
   * @returns Whether there is more to do at once.
   */
  work(nowMs: number): boolean
  /** Writes everything that waits, in one go: at the end of the process. */
  flush(): void
  /** Writes everything that waits and closes the file. */
  close(): void
}

/** How a history of series is kept. */
export interface SeriesHistoryOptions {
  /** Existing folder, by its real path; `null`: in memory only. */
  readonly dir: string | null
  /** Days after which samples are deleted; 14 by default. */
  readonly retentionDays?: number
  /** Size of the file, where the oldest goes first; 512 MB by default. In memory it is 8 MB at the most. */
  readonly maxBytes?: number
  /** Series at the same time; 50,000 by default. */
  readonly maxSeries?: number
  /** Told in one sentence of what happens after the opening: damage that was found, a disk that is full. */
  readonly onProblem?: (sentence: string) => void
  /** The clock, in Unix milliseconds. */
  readonly nowMs?: () => number
}
