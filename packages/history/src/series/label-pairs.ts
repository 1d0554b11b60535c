/** A pair of name and value as it is known on disk. */
export interface PairRow {
  readonly pair: number
  readonly name: string
  readonly value: string
}

/** Labels that are in use, each pair of name and value once, as numbers. */
export class LabelPairs {
  readonly #byName = new Map<string, Map<string, number>>()
  readonly #names: string[] = []
  readonly #values: string[] = []
  /** Series that have it. */
  readonly #uses: number[] = []
  readonly #free: number[] = []
  /** Those that are on disk as they are here. */
  readonly #saved = new Set<number>()

  /** The number of a pair; `-1` where no series has it. */
  find(name: string, value: string): number {
    return this.#byName.get(name)?.get(value) ?? -1
  }

  /** Takes a pair for one more series. */
  take(name: string, value: string): number {
    const known = this.find(name, value)
    const pair = known === -1 ? (this.#free.pop() ?? this.#names.length) : known
    if (known === -1) this.#set(pair, name, value)
    this.use(pair)
    return pair
  }

  /** Takes a pair that is known by its number. */
  use(pair: number): void {
    this.#uses[pair] = (this.#uses[pair] ?? 0) + 1
  }

  /** A series has it no more. */
  release(pair: number): void {
    const uses = (this.#uses[pair] ?? 0) - 1
    this.#uses[pair] = uses
    if (uses === 0) this.#remove(pair)
  }

  /** Numbers are less than this; some may be free. */
  get numbers(): number {
    return this.#names.length
  }

  name(pair: number): string {
    return this.#names[pair] ?? ''
  }

  value(pair: number): string {
    return this.#values[pair] ?? ''
  }

  /** Knows a pair that is on disk, for series that will {@link use} it. */
  recall({ pair, name, value }: PairRow): void {
    // Numbers between those on disk are free.
    while (this.#names.length < pair) {
      this.#names.push('')
      this.#values.push('')
      this.#uses.push(0)
    }
    this.#set(pair, name, value)
    this.#saved.add(pair)
  }

  /** All of them are recalled, and used by who has them: the others are free. */
  freeUnused(): void {
    for (let pair = 0; pair < this.#names.length; pair++) if (this.#uses[pair] === 0) this.#remove(pair)
  }

  /** Whether it is on disk. */
  isSaved(pair: number): boolean {
    return this.#saved.has(pair)
  }

  /** It is on disk now. */
  markSaved(pair: number): void {
    this.#saved.add(pair)
  }

  /** None of them is on disk. */
  forgetSaved(): void {
    this.#saved.clear()
  }

  #set(pair: number, name: string, value: string): void {
    let values = this.#byName.get(name)
    if (values === undefined) this.#byName.set(name, (values = new Map<string, number>()))
    values.set(value, pair)
    this.#names[pair] = name
    this.#values[pair] = value
    this.#uses[pair] = 0
  }

  #remove(pair: number): void {
    const [name, value] = [this.name(pair), this.value(pair)]
    const values = this.#byName.get(name)
    values?.delete(value)
    if (values?.size === 0) this.#byName.delete(name)
    this.#names[pair] = ''
    this.#values[pair] = ''
    this.#saved.delete(pair)
    this.#free.push(pair)
  }
}
