/** Chunks end where blocks of time do: two hours, as in Prometheus. */
const BLOCK_MS = 7_200_000
export const BLOCKS_PER_DAY = 12

/** The block of a time: a number that grows with it. */
export function blockOf(timestampMs: number): number {
  return Math.floor(timestampMs / BLOCK_MS)
}

/** When a block begins, in Unix milliseconds. */
export function startOfBlock(block: number): number {
  return block * BLOCK_MS
}
