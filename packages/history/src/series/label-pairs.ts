/** Labels that are in use, each pair of name and value once, as numbers. */
export class LabelPairs {
  readonly #byName = new Map<string, Map<string, number>>()
  readonly #names: string[] = []
  readonly #values: string[] = []
  /** Series that have it. */
  readonly #uses: number[] = []
  readonly #free: number[] = []
  /** Characters of all names and values. */
  characters = 0

  /** The number of a pair; `-1` where no series has it. */
  find(name: string, value: string): number {
    return this.#byName.get(name)?.get(value) ?? -1
  }

  /** Takes a pair for one more series. */
  take(name: string, value: string): number {
    let values = this.#byName.get(name)
    if (values === undefined) this.#byName.set(name, (values = new Map<string, number>()))
    const known = values.get(value)
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] ?? 0) + 1
      return known
    }
    const pair = this.#free.pop() ?? this.#names.length
    values.set(value, pair)
    this.#names[pair] = name
    this.#values[pair] = value
    this.#uses[pair] = 1
    this.characters += name.length + value.length
    return pair
  }

  /** A series has it no more. */
  release(pair: number): void {
    const uses = (this.#uses[pair] ?? 0) - 1
    this.#uses[pair] = uses
    if (uses > 0) return
    const [name, value] = [this.name(pair), this.value(pair)]
    const values = this.#byName.get(name)
    values?.delete(value)
    if (values?.size === 0) this.#byName.delete(name)
    this.#names[pair] = ''
    this.#values[pair] = ''
    this.#free.push(pair)
    this.characters -= name.length + value.length
  }

  name(pair: number): string {
    return this.#names[pair] ?? ''
  }

  value(pair: number): string {
    return this.#values[pair] ?? ''
  }
}
