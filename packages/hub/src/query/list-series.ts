import { setImmediate } from 'node:timers/promises'

import type { LabelMatcher } from '@cryo/promql'

import { ApiError } from './api-error.ts'
import { labelsJson } from './result-json.ts'
import type { QueriedSeries } from './queried-series.ts'
import { isTimeout } from './query-gate.ts'

type MatcherSets = readonly (readonly LabelMatcher[])[]

/** What is asked of the series that there are. */
export interface ListedSeries {
  readonly source: QueriedSeries
  /** Each read when it is its turn; none for all series. */
  readonly matcherSets: Iterable<readonly LabelMatcher[]>
  readonly startMs: number
  readonly endMs: number
  readonly signal: AbortSignal
}

/** Labels of series, each once, as JSON; `most` and one more where there are more. */
export async function listSeries(asked: ListedSeries, most: number): Promise<readonly string[]> {
  const found = new Set<string>()
  await eachSet(asked, (sets) => {
    for (const labels of asked.source.series(sets, asked.startMs, asked.endMs)) {
      if (found.size > most) return
      found.add(labelsJson(labels))
    }
  })
  return [...found]
}

/** Names of labels, each once. */
export function listNames(asked: ListedSeries): Promise<readonly string[]> {
  return listTexts(asked, (sets) => asked.source.labelNames(sets, asked.startMs, asked.endMs))
}

/** Values of a label, each once. */
export function listValues(asked: ListedSeries, name: string): Promise<readonly string[]> {
  return listTexts(asked, (sets) => asked.source.labelValues(name, sets, asked.startMs, asked.endMs))
}

async function listTexts(
  asked: ListedSeries,
  find: (sets: MatcherSets) => readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>()
  await eachSet(asked, (sets) => {
    for (const text of find(sets)) found.add(text)
  })
  return [...found]
}

/** Others have the thread between two sets. @throws ApiError where it was given up or takes too long. */
async function eachSet(
  { matcherSets, signal }: ListedSeries,
  visit: (sets: MatcherSets) => void,
): Promise<void> {
  let isAny = false
  for (const matchers of matcherSets) {
    isAny = true
    visit([matchers])
    await setImmediate()
    if (!signal.aborted) continue
    throw isTimeout(signal)
      ? new ApiError('timeout', 'the series could not be listed in time')
      : new ApiError('canceled', 'the request was canceled')
  }
  if (!isAny) visit([])
}
