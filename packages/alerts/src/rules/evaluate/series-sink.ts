import type { Labels } from '@cryo/promql'

/**
 * Takes a sample that rules make; `null` marks the end of its series. The next rule has to find it. As long as a series
 * goes on its labels are the same object.
 */
export type RecordSample = (labels: Labels, timestampMs: number, value: number | null) => void
