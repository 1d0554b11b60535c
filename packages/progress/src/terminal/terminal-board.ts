import { ignored, type JobState, takeLogLine } from '@cryo/conventions'

import type { ReportInput } from '../report/format-report.ts'
import { formatLiveLine, formatPlainLine, formatResumedLine, type LineStyle } from './format-live-line.ts'
import { LiveBlock, type TerminalStream } from './live-block.ts'

/** A run, as the terminal shows it. */
export interface BoardEntry {
  /** Levels below a run that is no child. */
  readonly depth: number
  /** Runs below it that have not ended. */
  readonly children: Iterable<BoardEntry>
  read(): ReportInput
}

/** Where the board writes. */
export interface BoardOptions {
  readonly stream: TerminalStream
  /** Streams whose output may appear on the same terminal. */
  readonly others: readonly TerminalStream[]
  /** Writes one line where there is no terminal; must not throw. */
  readonly writeLine: (line: string) => void
  /** Monotonic clock in milliseconds. */
  readonly nowMs: () => number
  readonly env: Readonly<Record<string, string | undefined>>
}

const REDRAW_MS = 100
const PLAIN_MS = 30_000
const MAX_LINES = 20
/** Runs that one plain line tells. */
const MAX_PLAIN = 8
const DEFAULT_ROWS = 24
const DEFAULT_COLUMNS = 80

/**
 * Shows the runs of this process: on a terminal a line for each, which changes in place at most ten times a second;
 * elsewhere one plain line every 30 seconds. Nothing of it throws.
 */
export class TerminalBoard {
  readonly #options: BoardOptions
  readonly #block: LiveBlock | null
  readonly #entries = new Set<BoardEntry>()
  #drawnMs = -Infinity
  #plainMs = 0
  /** Runs of which there was a plain line: only they get one at their end. */
  readonly #told = new WeakSet<BoardEntry>()

  constructor(options: BoardOptions) {
    this.#options = options
    const { stream, others, env } = options
    const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb'
    this.#block = isTerminal ? new LiveBlock(stream, others, () => this.draw()) : null
  }

  /** A run begins; one that goes on with an earlier one leaves a line that says where. */
  add(entry: BoardEntry): void {
    if (this.#entries.size === 0) this.#plainMs = this.#options.nowMs()
    this.#entries.add(entry)
    try {
      const line = formatResumedLine(entry.read())
      if (line === null) return
      if (this.#block !== null) this.#leave(line)
      else if (takeLogLine()) {
        this.#told.add(entry)
        this.#options.writeLine(line)
      }
    } catch {
      ignored.internal++
    }
  }

  /** A run has ended, or rests: it leaves a last line. @param state - How it ended. */
  remove(entry: BoardEntry, state: JobState): void {
    if (!this.#entries.delete(entry)) return
    try {
      const line = formatPlainLine(entry.read(), state)
      if (this.#block !== null) this.#leave(line)
      else if (this.#told.has(entry) && takeLogLine()) this.#options.writeLine(line)
    } catch {
      ignored.internal++
    }
  }

  /** Shows where the runs stand, if it is time. */
  draw(): void {
    if (this.#entries.size === 0) return
    const nowMs = this.#options.nowMs()
    try {
      if (this.#block === null) this.#drawPlain(nowMs)
      else if (nowMs - this.#drawnMs >= REDRAW_MS) {
        this.#drawnMs = nowMs
        this.#block.show(this.#toLines())
      }
    } catch {
      ignored.internal++
    }
  }

  /** Writes a line that stays above those that change. */
  #leave(line: string): void {
    this.#block?.close([line])
    this.#drawnMs = -Infinity
    if (this.#entries.size > 0) this.draw()
  }

  #drawPlain(nowMs: number): void {
    if (nowMs - this.#plainMs < PLAIN_MS) return
    this.#plainMs = nowMs
    if (!takeLogLine()) return
    const entries = [...this.#entries].slice(0, MAX_PLAIN)
    const more = this.#entries.size - entries.length
    const texts = entries.map((entry) => formatPlainLine(entry.read()))
    this.#options.writeLine([...texts, ...(more === 0 ? [] : [`and ${more} more`])].join('; '))
    for (const entry of entries) this.#told.add(entry)
  }

  #toLines(): string[] {
    const { stream } = this.#options
    const style = this.#style()
    const entries = [...this.#entries].flatMap(withChildren)
    const room = Math.max(1, Math.min(MAX_LINES, (stream.rows || DEFAULT_ROWS) - 2))
    const shown = entries.length > room ? entries.slice(0, room - 1) : entries
    const lines = shown.map((entry) => formatLiveLine(entry.read(), entry.depth, style))
    if (shown.length < entries.length) lines.push(`and ${entries.length - shown.length} more`)
    return lines
  }

  #style(): LineStyle {
    const { stream, env } = this.#options
    const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
    return {
      columns: stream.columns || DEFAULT_COLUMNS,
      // From no-color.org: any value that is not empty.
      hasColours: !env['NO_COLOR'],
      isUnicode: /utf-?8/i.test(locale) || process.platform !== 'linux',
    }
  }
}

function withChildren(entry: BoardEntry): BoardEntry[] {
  return [entry, ...[...entry.children].flatMap(withChildren)]
}
