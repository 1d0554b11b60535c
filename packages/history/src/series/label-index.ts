import type { LabelMatcher, Labels } from '@cryo/promql'

import { compileMatchers } from './compile-matchers.ts'
import { growInt32, growUint32 } from './grow-array.ts'
import { LabelPairs } from './label-pairs.ts'

const METRIC_NAME = '__name__'

/**
 * Finds series by their labels. A series is a slot, a small number that is used again when its series is gone; its labels
 * are numbers of pairs, in their order, all in one array.
 *
 * Nearly every selector names its metric: series are listed by that, and everything else is compared, number by number.
 */
export class LabelIndex {
  readonly #pairs: LabelPairs
  /** Pairs of all series. */
  #pool = new Uint32Array(1024)
  #poolUsed = 0
  #poolHoles = 0
  /** Where the pairs of a slot begin in the pool, and how many there are; a free slot has none and the count `-1`. */
  #from = new Uint32Array(64)
  #counts = new Int32Array(64).fill(-1)
  /** The next slot whose labels have the same hash. */
  #sameHash = new Int32Array(64)
  readonly #byHash = new Map<number, number>()
  readonly #byMetric = new Map<number, Set<number>>()
  readonly #free: number[] = []
  #slots = 0

  constructor(pairs: LabelPairs) {
    this.#pairs = pairs
  }

  get size(): number {
    return this.#slots - this.#free.length
  }

  /** Slots are less than this. */
  get slots(): number {
    return this.#slots
  }

  /** The slot of a series; `-1` where it is not known. */
  find(labels: Labels): number {
    const pairs: number[] = []
    for (const name of Object.keys(labels)) {
      const value = labels[name] ?? ''
      // A label that is empty is not there.
      if (value === '') continue
      const pair = this.#pairs.find(name, value)
      if (pair === -1) return -1
      pairs.push(pair)
    }
    return this.lookUp(inOrder(pairs))
  }

  /** The same by its pairs, in order. */
  lookUp(pairs: readonly number[]): number {
    let slot = this.#byHash.get(hashOf(pairs)) ?? -1
    while (slot !== -1 && !this.#isEqual(slot, pairs)) slot = this.#sameHash[slot] ?? -1
    return slot
  }

  /** Makes a series that is not known yet. */
  add(labels: Labels): number {
    const names = Object.keys(labels).filter((name) => labels[name] !== '')
    return this.#add(inOrder(names.map((name) => this.#pairs.take(name, labels[name] ?? ''))))
  }

  /** The same for one that is on disk, by its pairs, in order. */
  recall(pairs: readonly number[]): number {
    for (const pair of pairs) this.#pairs.use(pair)
    return this.#add(pairs)
  }

  /** Forgets a series. */
  remove(slot: number): void {
    const pairs = [...this.pairs(slot)]
    this.#unlink(slot, hashOf(pairs))
    for (const pair of pairs) {
      const slots = this.#byMetric.get(pair)
      slots?.delete(slot)
      if (slots?.size === 0) this.#byMetric.delete(pair)
      this.#pairs.release(pair)
    }
    this.#counts[slot] = -1
    this.#poolHoles += pairs.length
    this.#free.push(slot)
  }

  /** Whether there is a series in a slot. */
  has(slot: number): boolean {
    return (this.#counts[slot] ?? -1) >= 0
  }

  /** The labels of a series. */
  labels(slot: number): Labels {
    // A label may have any name, that of the prototype too.
    const labels = Object.create(null) as Record<string, string>
    for (const pair of this.pairs(slot)) labels[this.#pairs.name(pair)] = this.#pairs.value(pair)
    return labels
  }

  /** The labels that any of some series has, each pair once. */
  *distinct(slots: Iterable<number>): Iterable<{ readonly name: string; readonly value: string }> {
    const isSeen = new Uint8Array(this.#pairs.numbers)
    for (const slot of slots) {
      const from = this.#from[slot] ?? 0
      const to = from + (this.#counts[slot] ?? 0)
      for (let index = from; index < to; index++) isSeen[this.#pool[index] ?? 0] = 1
    }
    for (let pair = 0; pair < isSeen.length; pair++)
      if (isSeen[pair] === 1) yield { name: this.#pairs.name(pair), value: this.#pairs.value(pair) }
  }

  /** The slots of all series that fit, in no order. */
  select(matchers: readonly LabelMatcher[]): number[] {
    const fits = compileMatchers(matchers, this.#pairs)
    const found: number[] = []
    if (fits === null) return found
    for (const slot of this.#candidates(matchers)) {
      const from = this.#from[slot] ?? 0
      if (fits(this.#pool, from, from + (this.#counts[slot] ?? 0))) found.push(slot)
    }
    return found
  }

  *#candidates(matchers: readonly LabelMatcher[]): Iterable<number> {
    const named = matchers.find(({ name, op, value }) => name === METRIC_NAME && op === '=' && value !== '')
    if (named !== undefined) {
      yield* this.#byMetric.get(this.#pairs.find(METRIC_NAME, named.value)) ?? []
      return
    }
    for (let slot = 0; slot < this.#slots; slot++) if (this.has(slot)) yield slot
  }

  /** Numbers of the pairs of a series, in order; good until the next change. */
  pairs(slot: number): Uint32Array {
    const from = this.#from[slot] ?? 0
    return this.#pool.subarray(from, from + Math.max(0, this.#counts[slot] ?? 0))
  }

  #add(pairs: readonly number[]): number {
    const slot = this.#free.pop() ?? this.#slots++
    this.#makeRoom(slot, pairs.length)
    this.#pool.set(pairs, this.#poolUsed)
    this.#from[slot] = this.#poolUsed
    this.#counts[slot] = pairs.length
    this.#poolUsed += pairs.length
    const hash = hashOf(pairs)
    this.#sameHash[slot] = this.#byHash.get(hash) ?? -1
    this.#byHash.set(hash, slot)
    for (const pair of pairs) {
      if (this.#pairs.name(pair) !== METRIC_NAME) continue
      const slots = this.#byMetric.get(pair)
      if (slots === undefined) this.#byMetric.set(pair, new Set([slot]))
      else slots.add(slot)
    }
    return slot
  }

  #isEqual(slot: number, pairs: readonly number[]): boolean {
    if (this.#counts[slot] !== pairs.length) return false
    const from = this.#from[slot] ?? 0
    return pairs.every((pair, index) => this.#pool[from + index] === pair)
  }

  #unlink(slot: number, hash: number): void {
    const next = this.#sameHash[slot] ?? -1
    let before = this.#byHash.get(hash) ?? -1
    if (before === slot) {
      if (next === -1) this.#byHash.delete(hash)
      else this.#byHash.set(hash, next)
      return
    }
    while (before !== -1 && this.#sameHash[before] !== slot) before = this.#sameHash[before] ?? -1
    if (before !== -1) this.#sameHash[before] = next
  }

  #makeRoom(slot: number, pairs: number): void {
    if (slot >= this.#counts.length) {
      const known = this.#counts.length
      this.#from = growUint32(this.#from, slot + 1)
      this.#sameHash = growInt32(this.#sameHash, slot + 1)
      this.#counts = growInt32(this.#counts, slot + 1)
      this.#counts.fill(-1, known)
    }
    if (this.#poolUsed + pairs <= this.#pool.length) return
    if (this.#poolHoles > this.#poolUsed / 2) this.#closeHoles()
    this.#pool = growUint32(this.#pool, this.#poolUsed + pairs)
  }

  #closeHoles(): void {
    const pool = new Uint32Array(this.#pool.length)
    let used = 0
    for (let slot = 0; slot < this.#slots; slot++) {
      if (!this.has(slot)) continue
      const pairs = this.pairs(slot)
      pool.set(pairs, used)
      this.#from[slot] = used
      used += pairs.length
    }
    this.#pool = pool
    this.#poolUsed = used
    this.#poolHoles = 0
  }
}

function inOrder(pairs: readonly number[]): readonly number[] {
  return pairs.toSorted((left, right) => left - right)
}

function hashOf(pairs: Iterable<number>): number {
  let hash = 0x811c9dc5
  for (const pair of pairs) hash = Math.imul(hash ^ pair, 0x01000193) ^ (pair >>> 15)
  return hash | 0
}
