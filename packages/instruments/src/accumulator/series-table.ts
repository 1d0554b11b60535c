import { ATTR_OVERFLOW, MAX_SERIES_PER_INSTRUMENT } from '@cryo/conventions'

import {
  type AttributeValue,
  type InstrumentAttributes,
  MAX_TEXT_LENGTH,
  keepValue,
  readAttributes,
} from '../attributes.ts'
import { AttributeColumn, OTHER_NUMBER } from './attribute-column.ts'
import { type PathStep, SeriesPaths } from './series-paths.ts'

/** Distinct attribute keys that one instrument may have; a measurement with a further one overflows. */
const MAX_KEYS = 64

/**
 * Makes the cell of a new series, where it is written; must not throw.
 *
 * @param attributes - Of the series.
 * @param isShared - Whether measurements with different attributes meet in it, because of a limit.
 * @returns `null` when there can be none.
 */
export type OpenSeries<C extends object> = (
  attributes: Record<string, AttributeValue>,
  isShared: boolean,
) => C | null

/** A measurement's attributes after the limits. */
interface Resolved {
  readonly attributes: [key: string, value: AttributeValue][]
  /** Column and number of each attribute that is kept. */
  readonly identity: [column: number, value: number][]
  readonly path: PathStep[]
  /** Whether the same path will always lead to the same series. */
  isPath: boolean
  isShared: boolean
}

/** The series of one instrument by their attributes, within the limits for the life of the process. */
export class SeriesTable<C extends object> {
  readonly #open: OpenSeries<C>
  readonly #onOpened: () => void
  readonly #hasRoom: (attributes: Readonly<Record<string, AttributeValue>>) => boolean
  readonly #columns = new Map<string, AttributeColumn>()
  readonly #series = new Map<string, C>()
  readonly #paths = new SeriesPaths<C>()
  #overflow: C | null = null

  /**
   * @param onOpened - Called after new series can be found; must not throw.
   * @param hasRoom - Says whether a series of its own may be made, which then is; must not throw.
   */
  constructor(
    open: OpenSeries<C>,
    onOpened: () => void,
    hasRoom: (attributes: Readonly<Record<string, AttributeValue>>) => boolean,
  ) {
    this.#open = open
    this.#onOpened = onOpened
    this.#hasRoom = hasRoom
  }

  /** Finds or makes the series of these attributes; their order does not matter. Never throws. */
  cellOf(attributes: InstrumentAttributes | undefined): C | null {
    try {
      const cell = this.#paths.find(attributes)
      if (cell !== undefined) return cell
    } catch {
      // A getter or a proxy threw: what follows reads each attribute on its own.
    }
    return this.#resolve(attributes)
  }

  #resolve(given: InstrumentAttributes | undefined): C | null {
    const resolved = this.#admit(readAttributes(given))
    if (resolved === undefined) return this.#overflowCell()
    const identity = resolved.identity
      .toSorted(([a], [b]) => a - b)
      .map(([column, value]) => `${column}=${value}`)
      .join()
    let cell = this.#series.get(identity) ?? null
    if (cell === null) {
      // One series is kept free for the overflow.
      if (this.#series.size >= MAX_SERIES_PER_INSTRUMENT - 1) return this.#overflowCell()
      // fromEntries defines properties, so that a key `__proto__` is data like any other.
      const attributes = Object.fromEntries(resolved.attributes)
      if (!this.#hasRoom(attributes)) return this.#overflowCell()
      cell = this.#open(attributes, resolved.isShared)
      if (cell === null) return null
      this.#series.set(identity, cell)
    }
    if (resolved.isPath) this.#paths.insert(resolved.path, cell)
    this.#onOpened()
    return cell
  }

  /** Applies the limits; `undefined` when the measurement has to go to the overflow series. */
  #admit(given: [key: string, value: unknown][]): Resolved | undefined {
    const resolved: Resolved = { attributes: [], identity: [], path: [], isPath: true, isShared: false }
    for (const [key, raw] of given) {
      const value = keepValue(raw)
      if (value === undefined || key === '' || key.length > MAX_TEXT_LENGTH) {
        // Left out. Only an empty value is remembered as such: an object may be another the next time.
        resolved.isPath &&= (raw === undefined || raw === null) && key.length <= MAX_TEXT_LENGTH
        resolved.path.push({ key, value: raw, pastLimitOf: undefined })
        continue
      }
      if (key === ATTR_OVERFLOW && value === true) return undefined
      const column = this.#columns.get(key) ?? this.#addColumn(key)
      if (column === undefined) return undefined
      const number = column.admit(value)
      const kept = column.valueAt(number)
      resolved.attributes.push([key, kept])
      resolved.identity.push([column.id, number])
      resolved.isShared ||= number === OTHER_NUMBER
      const isPastLimit = number === OTHER_NUMBER && value !== kept
      resolved.path.push({ key, value: kept, pastLimitOf: isPastLimit ? column : undefined })
    }
    return resolved
  }

  #addColumn(key: string): AttributeColumn | undefined {
    if (this.#columns.size >= MAX_KEYS) return undefined
    const column = new AttributeColumn(this.#columns.size)
    this.#columns.set(key, column)
    return column
  }

  #overflowCell(): C | null {
    if (this.#overflow === null) {
      this.#overflow = this.#open({ [ATTR_OVERFLOW]: true }, true)
      this.#onOpened()
    }
    return this.#overflow
  }
}
