import type { LabelMatcher, Labels, SeriesSource } from '@cryo/promql'

/**
 * What the API asks of the history: the samples of series, and what there is, names and values in order. No set of
 * matchers means all series.
 */
export interface QueriedSeries extends SeriesSource {
  series(matcherSets: readonly (readonly LabelMatcher[])[], startMs: number, endMs: number): Iterable<Labels>
  labelNames(
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): readonly string[]
  labelValues(
    name: string,
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): readonly string[]
}
