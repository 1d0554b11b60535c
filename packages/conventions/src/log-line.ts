import { writeSync } from 'node:fs'

import { sharedState } from './registry.ts'

/** The application's thread and its hub each have half of the ten lines a minute that we may write. */
const LINES_PER_MINUTE = 5
const PREFIX = '[cryo-monitoring]'
const STDERR = 2
// Control characters (ANSI sequences among them), line separators and marks that turn the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

/** What is known of the lines of this thread. */
interface LogLines {
  /** Start of the minute. */
  startedMs: number
  written: number
  /** Runs what writes a line, so that it does not run into something else on the terminal. */
  around: ((write: () => void) => void) | null
}

export const logLines: LogLines = sharedState('log-lines', (): LogLines => ({
  startedMs: 0,
  written: 0,
  around: null,
}))

/**
 * Takes one of the lines that this thread may write on stderr: five a minute, whatever they are about.
 *
 * @returns Whether there was one left.
 */
export function takeLogLine(): boolean {
  const nowMs = performance.now()
  if (logLines.written === 0 || nowMs - logLines.startedMs > 60_000) {
    logLines.startedMs = nowMs
    logLines.written = 0
  }
  if (logLines.written >= LINES_PER_MINUTE) return false
  logLines.written++
  return true
}

/**
 * Writes one line of ours to stderr: what needs someone's attention, never a running commentary.
 * Past five lines a minute the rest is dropped.
 *
 * @param text - One sentence; whatever would break the line is escaped.
 * @returns Whether the line was written.
 */
export function writeLogLine(text: string): boolean {
  if (!takeLogLine()) return false
  try {
    // Synchronous and past process.stderr: it works in a worker whose main thread is blocked, and at the end.
    const write = (): void => {
      writeSync(STDERR, `${PREFIX} ${text.replaceAll(UNPRINTABLE, escapeCharacter)}\n`)
    }
    if (logLines.around === null) write()
    else logLines.around(write)
    return true
  } catch {
    return false
  }
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
