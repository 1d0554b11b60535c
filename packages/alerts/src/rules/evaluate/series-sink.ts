import type { Labels } from '@cryo/promql'

/** Takes a sample that rules make; `null` marks the end of its series. The next rule has to find it. */
export type RecordSample = (labels: Labels, timestampMs: number, value: number | null) => void
