import type { Series, Source } from './series.ts'

/** A point may come so late, and a clock be so far from ours. */
const OVERTAKEN_MS = 600_000

/** What became of a point. */
export type Outcome = 'taken' | 'outdated' | 'refused'

/** What a source contributes to a series, if it does. */
export function contributionOf<C extends { readonly source: Source }>(
  contributions: readonly C[],
  source: Source,
): C | undefined {
  const first = contributions[0]
  return first?.source === source ? first : contributions.find((each) => each.source === source)
}

/** Adds what a further source contributes. The first one makes an array of one: `push` makes room for seventeen. */
export function addContribution<C>(series: { contributions: C[] }, contribution: C): void {
  if (series.contributions.length === 0) series.contributions = [contribution]
  else series.contributions.push(contribution)
}

/**
 * Whether a point comes too late to replace the value. One that is much older than what is known, but of about now, is no
 * late one: its sender's clock was ahead, and has been set back.
 */
export function isOvertaken(timeMs: number, knownMs: number): boolean {
  if (timeMs >= knownMs) return false
  return timeMs > knownMs - OVERTAKEN_MS || timeMs < Date.now() - OVERTAKEN_MS
}

/** Whether the series would be without a contribution, and thus has just been made for a point that is refused. */
export function isEmpty(series: Series): boolean {
  return series.contributions.length === 0
}
