import { writeSync } from 'node:fs'

/** The application's thread and its hub each have half of the ten lines a minute that we may write. */
const LINES_PER_MINUTE = 5
const PREFIX = '[cryo-monitoring]'
const STDERR = 2
// Control characters (ANSI sequences among them), line separators and marks that turn the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu

let windowStartedMs = 0
let written = 0

/**
 * Writes one line of ours to stderr: what needs someone's attention, never a running commentary.
 * Past five lines a minute the rest is dropped.
 *
 * @param text - One sentence; whatever would break the line is escaped.
 * @returns Whether the line was written.
 */
export function writeLogLine(text: string): boolean {
  const nowMs = performance.now()
  if (written === 0 || nowMs - windowStartedMs > 60_000) {
    windowStartedMs = nowMs
    written = 0
  }
  if (written >= LINES_PER_MINUTE) return false
  written++
  try {
    // Synchronous and past process.stderr: it works in a worker whose main thread is blocked, and at the end.
    writeSync(STDERR, `${PREFIX} ${text.replaceAll(UNPRINTABLE, escapeCharacter)}\n`)
    return true
  } catch {
    return false
  }
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
