/** The times at which an expression is evaluated. */
export interface Grid {
  readonly startMs: number
  readonly stepMs: number
  readonly steps: number
}

/** @param endMs - The last time is the last that is not behind it. */
export function createGrid(startMs: number, endMs: number, stepMs: number): Grid {
  return { startMs, stepMs, steps: Math.max(0, Math.floor((endMs - startMs) / stepMs) + 1) }
}

export function timeAt({ startMs, stepMs }: Grid, index: number): number {
  return startMs + index * stepMs
}

export function endOf(grid: Grid): number {
  return timeAt(grid, grid.steps - 1)
}
