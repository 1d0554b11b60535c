import type { BoardEntry } from '../terminal/terminal-board.ts'
import { readReportInput } from './read-report-input.ts'
import type { Run } from './run.ts'

/** Makes the terminal's view of a run. */
export function createBoardEntry(run: Run, depth = 0): BoardEntry {
  return {
    depth,
    get children() {
      return [...run.children.live].map((child) => createBoardEntry(child, depth + 1))
    },
    read: () => readReportInput(run),
  }
}
