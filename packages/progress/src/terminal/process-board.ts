import { writeSync } from 'node:fs'

import { progressState } from '../progress-state.ts'
import type { TerminalStream } from './live-block.ts'
import { TerminalBoard } from './terminal-board.ts'

const STDOUT = 1
const STDERR = 2

const NO_TERMINAL: TerminalStream = { isTTY: false, write: () => true }

/** The board of this process, on stderr. */
export function getProcessBoard(): TerminalBoard {
  progressState.board ??= new TerminalBoard({
    stream: findTerminal(STDERR),
    others: [findTerminal(STDOUT)],
    writeLine,
    nowMs: () => performance.now(),
    env: process.env,
  })
  return progressState.board
}

/** The stream of a terminal; anything else is not even opened, which takes its time. */
function findTerminal(fd: typeof STDOUT | typeof STDERR): TerminalStream {
  if (!process.getBuiltinModule('node:tty').isatty(fd)) return NO_TERMINAL
  return fd === STDOUT ? process.stdout : process.stderr
}

/** Past `process.stderr`: a pipe that nobody reads any more is none of the application's errors. */
function writeLine(line: string): void {
  try {
    writeSync(STDERR, `${line}\n`)
  } catch {
    // Nobody reads it.
  }
}
