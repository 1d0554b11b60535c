/** Takes a stream of text apart into the JSON of its lines; `null` for what is no JSON, or longer than a line may be. */
export class JsonLines {
  readonly #maxLength: number
  #rest = ''
  /** Whether the line that is under way is too long, so that its end is to be waited for. */
  #isSkipping = false

  /** @param maxLength - What a line may be long, in characters. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** Takes more of the stream; returns what is whole now. */
  push(text: string): unknown[] {
    const lines = `${this.#rest}${text}`.split('\n')
    this.#rest = lines.pop() ?? ''
    const messages: unknown[] = []
    for (const line of lines) {
      if (!this.#isSkipping) messages.push(line.length > this.#maxLength ? null : parse(line))
      this.#isSkipping = false
    }
    if (this.#rest.length > this.#maxLength) {
      if (!this.#isSkipping) messages.push(null)
      this.#rest = ''
      this.#isSkipping = true
    }
    return messages
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
