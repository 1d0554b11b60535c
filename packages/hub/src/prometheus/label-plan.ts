import type { Attributes, AttributeValue } from '../otlp/attributes.ts'
import { toLabelName } from './label-name.ts'
import { toLabelValue } from './label-value.ts'
import { RESOURCE_LABELS } from './labels.ts'
import { escapeText } from './text-escapes.ts'

/** How attributes of given keys become text: nearly all series of a metric have the same keys in the same order. */
export class LabelPlan {
  readonly #keys: readonly string[]
  readonly #except: string
  /** The keys in the order of their labels; undefined when these meet each other or others. */
  readonly #order: readonly string[] | undefined
  /** What goes before each value. */
  readonly #openings: readonly string[]

  /** @param except - A label that no attribute may make. */
  constructor(keys: readonly string[], except: string) {
    const labels = keys.map((key) => ({ key, name: toLabelName(key) ?? '' })).toSorted(byName)
    const isPlain = labels.every(({ name }, index) => {
      const isTaken = name === except || name === '__name__' || RESOURCE_LABELS.has(name)
      return name !== '' && !isTaken && name !== labels[index - 1]?.name
    })
    this.#keys = keys
    this.#except = except
    this.#order = isPlain ? labels.map(({ key }) => key) : undefined
    this.#openings = labels.map(({ name }, index) => `${index === 0 ? '' : '",'}${name}="`)
  }

  /** Whether it was made for these. */
  fits(keys: readonly string[], except: string): boolean {
    if (keys.length !== this.#keys.length || except !== this.#except) return false
    for (let index = 0; index < keys.length; index++) if (keys[index] !== this.#keys[index]) return false
    return true
  }

  /**
   * The attributes as text, with `after` behind them.
   * @returns Undefined when it is not as plain as that: where labels meet, and where a value is empty.
   */
  write(attributes: Readonly<Attributes>, after: string): string | undefined {
    if (this.#order === undefined) return undefined
    const parts: string[] = []
    for (const [index, key] of this.#order.entries()) {
      const value = toLabelValue(attributes[key] as AttributeValue)
      if (value === '') return undefined
      parts.push(this.#openings[index] as string, escapeText(value))
    }
    if (parts.length === 0) return after
    // Joined and not added up: a text that was added up stays a tree, which each scrape would walk.
    parts.push(after === '' ? '"' : '",', after)
    return parts.join('')
  }
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  if (left.name === right.name) return 0
  return left.name < right.name ? -1 : 1
}
