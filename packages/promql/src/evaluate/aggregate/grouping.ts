import { keepLabels, keyWith, keyWithout, METRIC_NAME, NO_LABELS, removeLabels } from '../../labels.ts'
import type { Labels } from '../../series-source.ts'
import type { Budget } from '../budget.ts'
import type { Column } from '../column.ts'
import type { Work } from '../work.ts'

/** Which elements of a vector become one. */
export interface Grouping {
  readonly grouping: readonly string[]
  /** Whether `grouping` names the labels that go, instead of those that stay. */
  readonly isWithout: boolean
}

/** Finds the group of each element: they are made as their first element comes. */
export class Groups<T> implements Iterable<T> {
  readonly #byKey = new Map<string, T>()
  readonly #grouping: readonly string[]
  readonly #gone: ReadonlySet<string> | null
  readonly #create: (labels: Labels) => T

  constructor({ grouping, isWithout }: Grouping, create: (labels: Labels) => T) {
    this.#grouping = grouping.toSorted()
    this.#gone = isWithout ? new Set([METRIC_NAME, ...grouping]) : null
    this.#create = create
  }

  of(labels: Labels): T {
    const key = this.#gone === null ? keyWith(labels, this.#grouping) : keyWithout(labels, this.#gone)
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const created = this.#create(this.#labelsOf(labels))
    this.#byKey.set(key, created)
    return created
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#byKey.values()
  }

  #labelsOf(labels: Labels): Labels {
    if (this.#gone !== null) return removeLabels(labels, [...this.#gone])
    return this.#grouping.length === 0 ? NO_LABELS : keepLabels(labels, this.#grouping)
  }
}

/** Columns that become one. */
export interface ColumnGroup {
  readonly labels: Labels
  readonly columns: Column[]
}

/** The groups of columns that are there already. */
export function* groupColumns(
  grouping: Grouping,
  columns: readonly Column[],
  budget: Budget,
): Work<readonly ColumnGroup[]> {
  const groups = new Groups<ColumnGroup>(grouping, (labels) => ({ labels, columns: [] }))
  for (const column of columns) {
    if (budget.isDue) yield
    groups.of(column.labels).columns.push(column)
  }
  return [...groups]
}
