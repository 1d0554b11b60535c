import { logLines } from '@cryo/conventions'

import { textWidth } from './text-width.ts'

/** What is needed of a terminal's stream. */
export interface TerminalStream {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
  write(text: string): boolean
}

type Write = (this: unknown, ...args: unknown[]) => unknown

const DEFAULT_COLUMNS = 80

/**
 * Lines at the bottom of a terminal that change in place. What the application writes meanwhile appears above them:
 * `write` of its streams is wrapped, only as long as there are lines.
 *
 * The cursor stays below the lines, so that what comes past the streams, such as the report of a crash, begins on a
 * line of its own.
 */
export class LiveBlock {
  readonly #stream: TerminalStream
  readonly #streams: readonly TerminalStream[]
  readonly #onForeign: () => void
  readonly #restores: (() => void)[] = []
  #write: Write
  #drawn: readonly string[] = []
  #isOpen = false
  /** Whether the application's last line is not complete: nothing of ours may come between. */
  #isMidLine = false

  /**
   * @param stream - Where the lines are.
   * @param others - Streams whose output may appear on the same terminal.
   * @param onForeign - The lines were taken away for the application's output.
   */
  constructor(stream: TerminalStream, others: readonly TerminalStream[], onForeign: () => void) {
    this.#stream = stream
    this.#streams = [stream, ...others.filter((other) => other !== stream && other.isTTY === true)]
    this.#onForeign = onForeign
    this.#write = readWrite(stream)
  }

  /** Puts these lines in place of the last ones. */
  show(lines: readonly string[]): void {
    this.#open()
    if (this.#isMidLine) return
    this.#put(`${this.#erasure()}${lines.map((line) => `${line}\n`).join('')}`)
    this.#drawn = lines
  }

  /** Takes the lines away and lets the streams go. @param last - Lines that stay. */
  close(last: readonly string[] = []): void {
    const text = `${this.#erasure()}${last.map((line) => `${line}\n`).join('')}`
    if (text !== '') this.#put(`${this.#isMidLine ? '\n' : ''}${text}`)
    this.#drawn = []
    this.#isMidLine = false
    this.#isOpen = false
    for (const restore of this.#restores.splice(0)) restore()
    if (logLines.around === this.#around) logLines.around = null
  }

  #open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#write = readWrite(this.#stream)
    for (const stream of this.#streams) this.#restores.push(this.#wrap(stream))
    logLines.around ??= this.#around
  }

  readonly #around = (write: () => void): void => this.#let(write, '\n')

  #wrap(stream: TerminalStream): () => void {
    const original = readWrite(stream)
    const hadOwn = Object.hasOwn(stream, 'write')
    const wrapper: Write = (...args) =>
      this.#isOpen && args[0] !== ''
        ? this.#let(() => Reflect.apply(original, stream, args), args[0])
        : Reflect.apply(original, stream, args)
    const target = stream as { write?: Write }
    target.write = wrapper
    return () => {
      // Whoever has wrapped it after us keeps what they have; without lines ours only passes on.
      if (target.write !== wrapper) return
      if (hadOwn) target.write = original
      else delete target.write
    }
  }

  /** Lets the application write. */
  #let<T>(write: () => T, text: unknown): T {
    this.#put(this.#erasure())
    this.#drawn = []
    const result = write()
    this.#isMidLine = !endsLine(text)
    this.#onForeign()
    return result
  }

  /** Takes the drawn lines away, whatever width the terminal has got since. */
  #erasure(): string {
    if (this.#drawn.length === 0) return ''
    // A terminal that does not know its size says 0.
    const columns = this.#stream.columns || DEFAULT_COLUMNS
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0)
    return `\u001B[${rows}A\r\u001B[J`
  }

  #put(text: string): void {
    if (text === '') return
    try {
      Reflect.apply(this.#write, this.#stream, [text])
    } catch {
      // A terminal that is gone shows nothing.
    }
  }
}

function readWrite(stream: TerminalStream): Write {
  return Reflect.get(stream, 'write') as Write
}

function endsLine(text: unknown): boolean {
  if (typeof text === 'string') return text.endsWith('\n')
  return !(text instanceof Uint8Array) || text.at(-1) === 0x0a
}
