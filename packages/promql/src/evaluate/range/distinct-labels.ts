import { labelsKey, METRIC_NAME, NAME_LABELS } from '../../labels.ts'
import type { Labels } from '../../series-source.ts'
import { sameLabels } from '../column.ts'

/** Sees that no two series become one without their names. While all have the same name, they do not. */
export class DistinctLabels {
  readonly #all: Labels[] = []
  #keys: Set<string> | null = null
  /** Of the first. */
  #name: string | null | undefined = null

  /** @param labels - As they are. @param without - Without the name. */
  add(labels: Labels, without: Labels): void {
    if (this.#keys === null && this.#hasSameName(labels)) {
      this.#all.push(without)
      return
    }
    this.#keys ??= new Set(this.#all.map(labelsKey))
    const key = labelsKey(without)
    if (this.#keys.has(key)) throw sameLabels()
    this.#keys.add(key)
  }

  #hasSameName(labels: Labels): boolean {
    if (this.#name === null) this.#name = labels[METRIC_NAME]
    return NAME_LABELS.every((label) =>
      label === METRIC_NAME ? labels[label] === this.#name : labels[label] === undefined,
    )
  }
}
