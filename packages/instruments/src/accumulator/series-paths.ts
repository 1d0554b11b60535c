import { type InstrumentAttributes, MAX_TEXT_LENGTH } from '../attributes.ts'
import type { AttributeColumn } from './attribute-column.ts'

/** Nodes that are kept before all are forgotten: 2,000 series of a few attributes, in several orders. */
const MAX_NODES = 16_384

/** One attribute on the way to a series, as the caller gave it. */
export interface PathStep {
  readonly key: string
  readonly value: unknown
  /** The column that had no room for the value, if so: all such values lead the same way. */
  readonly pastLimitOf: AttributeColumn | undefined
}

interface Node<T> {
  /** Keys that may come next, as a chain. */
  branch: Branch<T> | undefined
  /** What is found when no attribute is left. */
  target: T | undefined
}

interface Branch<T> {
  readonly key: string
  readonly next: Map<unknown, Node<T>>
  /** Where values go that `column` has no room for. */
  past: Node<T> | undefined
  column: AttributeColumn | undefined
  readonly sibling: Branch<T> | undefined
}

/**
 * Finds a series by its attributes in the order in which the caller wrote them: a comparison and a look-up for
 * each, nothing allocated. Only a shortcut: each order is a path of its own, and paths may be forgotten.
 */
export class SeriesPaths<T> {
  #root: Node<T> = { branch: undefined, target: undefined }
  #nodes = 0

  /** What a path with these attributes leads to; throws what their getters throw. */
  find(attributes: InstrumentAttributes | undefined): T | undefined {
    let node = this.#root
    if (attributes === undefined) return node.target
    for (const key in attributes) {
      let branch = node.branch
      while (branch !== undefined && branch.key !== key) branch = branch.sibling
      if (branch === undefined) return undefined
      let value: unknown = attributes[key]
      if (typeof value === 'string' && value.length > MAX_TEXT_LENGTH) value = value.slice(0, MAX_TEXT_LENGTH)
      let next = branch.next.get(value)
      if (next === undefined) {
        next = branch.past
        if (next === undefined || branch.column?.isPastLimit(value) !== true) return undefined
      }
      node = next
    }
    return node.target
  }

  /** Remembers a path. */
  insert(steps: readonly PathStep[], target: T): void {
    if (this.#nodes + steps.length > MAX_NODES) {
      this.#root = { branch: undefined, target: undefined }
      this.#nodes = 0
    }
    let node = this.#root
    for (const step of steps) node = this.#follow(node, step)
    node.target = target
  }

  #follow(node: Node<T>, { key, value, pastLimitOf }: PathStep): Node<T> {
    let branch = node.branch
    while (branch !== undefined && branch.key !== key) branch = branch.sibling
    if (branch === undefined) {
      branch = { key, next: new Map(), past: undefined, column: undefined, sibling: node.branch }
      node.branch = branch
    }
    const known = pastLimitOf === undefined ? branch.next.get(value) : branch.past
    if (known !== undefined) return known
    const next: Node<T> = { branch: undefined, target: undefined }
    this.#nodes += 1
    if (pastLimitOf === undefined) {
      branch.next.set(value, next)
    } else {
      branch.past = next
      branch.column = pastLimitOf
    }
    return next
  }
}
