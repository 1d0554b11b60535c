/** Strings that may be announced; past them texts are written out in each record. */
export const MAX_TABLE_STRINGS = 4096

/**
 * Numbers for strings that recur, such as attribute keys and scope names, so that a record carries four
 * bytes instead of the text. Grows only; both threads hold the same table.
 */
export class StringTable {
  readonly #ids = new Map<string, number>()
  readonly strings: string[] = []

  get isFull(): boolean {
    return this.strings.length >= MAX_TABLE_STRINGS
  }

  /** The number of a string, or -1 when it is new. */
  idOf(text: string): number {
    return this.#ids.get(text) ?? -1
  }

  /** Adds a string; returns its number, or -1 when the table is full. */
  add(text: string): number {
    if (this.isFull) return -1
    const id = this.strings.length
    this.strings.push(text)
    this.#ids.set(text, id)
    return id
  }
}
