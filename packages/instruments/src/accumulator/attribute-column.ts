import { MAX_ATTRIBUTE_VALUES, OTHER_VALUE } from '@cryo/conventions'

import type { AttributeValue } from '../attributes.ts'

/** Number that {@link OTHER_VALUE} has in every column. */
export const OTHER_NUMBER = 0

/** The values that one attribute of one instrument has taken, each with a number; at most 200 and `_other_`. */
export class AttributeColumn {
  /** Unique within the instrument. */
  readonly id: number
  readonly #numbers = new Map<unknown, number>([[OTHER_VALUE, OTHER_NUMBER]])
  readonly #values: AttributeValue[] = [OTHER_VALUE]

  constructor(id: number) {
    this.id = id
  }

  /** The number of a value: {@link OTHER_NUMBER} for one past the limit. */
  admit(value: AttributeValue): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = this.#numbers.size
    if (number > MAX_ATTRIBUTE_VALUES) return OTHER_NUMBER
    this.#numbers.set(value, number)
    this.#values.push(value)
    return number
  }

  /** The value with a number that {@link admit} gave: one copy for all series. */
  valueAt(number: number): AttributeValue {
    return this.#values[number] ?? OTHER_VALUE
  }

  /** Whether a value, as the caller gave it, is certain to be past the limit; only once the limit is reached. */
  isPastLimit(value: unknown): boolean {
    if (this.#numbers.has(value)) return false
    // Other types and ill-formed text are kept under another value than they are given.
    return typeof value === 'number' || (typeof value === 'string' && value.isWellFormed())
  }
}
