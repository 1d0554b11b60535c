import type { Series, StoredResource } from '../metrics/series.ts'
import type { Attributes, AttributeValue } from '../otlp/attributes.ts'
import { toLabelName } from './label-name.ts'
import { toLabelValue } from './label-value.ts'
import { type Labels, RESOURCE_LABELS, type ResourceLabels, toLabels, toResourceLabels } from './labels.ts'

/** Labels that a family's samples have of their own; a series' attribute of that name would be there twice. */
const OWN_LABEL: Readonly<Record<Series['type'], string>> = {
  number: '',
  histogram: 'le',
  summary: 'quantile',
}
/** Keys of attributes whose label names are remembered. */
const MAX_NAMES = 2000

/** The labels of a resource, as they are and as text. */
interface ResourceText {
  readonly labels: ResourceLabels
  readonly text: string
}

/**
 * The labels of series as text, without braces, made once for each series: they never change, and making them is
 * nine tenths of an exposition. Equal labels are equal texts: sorted by name, those of resources last.
 */
export class LabelTexts {
  readonly #resources = new WeakMap<StoredResource, ResourceText>()
  readonly #names = new Map<string, string | undefined>()

  /** Such as `a="1",b="2"`; null when the series has an attribute that cannot be a label. */
  ofSeries(series: Series): string | null {
    if (series.labelText === undefined) series.labelText = this.#toText(series)
    return series.labelText
  }

  ofResource(resource: StoredResource): ResourceText {
    let known = this.#resources.get(resource)
    if (known === undefined) {
      const labels = toResourceLabels(resource.resource)
      known = { labels, text: toLabelText(new Map([...labels.promoted, ...labels.identity])) }
      this.#resources.set(resource, known)
    }
    return known
  }

  #toText({ attributes, metric, type }: Series): string | null {
    const { labels, text } = this.ofResource(metric.scope.resource)
    const own = this.#toOwnText(attributes, OWN_LABEL[type])
    if (own === undefined) {
      const merged = toLabels(labels, attributes)
      return merged === undefined ? null : toLabelText(merged, OWN_LABEL[type])
    }
    return own === '' || text === '' ? own + text : [own, text].join(',')
  }

  /** The labels of attributes alone; undefined when they meet each other, those of the resource or `except`. */
  #toOwnText(attributes: Readonly<Attributes>, except: string): string | undefined {
    const pairs: [name: string, value: string][] = []
    for (const key of Object.keys(attributes)) {
      const name = this.#toName(key)
      if (name === undefined || name === except || name === '__name__' || RESOURCE_LABELS.has(name))
        return undefined
      const value = toLabelValue(attributes[key] as AttributeValue)
      if (value !== '') pairs.push([name, value])
    }
    if (pairs.length > 1) pairs.sort(byName)
    if (pairs.some(([name], index) => name === pairs[index - 1]?.[0])) return undefined
    // Joined and not added up: a text that was added up stays a tree, which each scrape would walk.
    return pairs.map(([name, value]) => `${name}="${escapeText(value)}"`).join(',')
  }

  #toName(key: string): string | undefined {
    let name = this.#names.get(key)
    if (name === undefined && !this.#names.has(key)) {
      name = toLabelName(key)
      if (this.#names.size < MAX_NAMES) this.#names.set(key, name)
    }
    return name
  }
}

/** Labels in the order of their names, those of resources last, without `except`. */
export function toLabelText(labels: Labels, except = ''): string {
  const names = [...labels.keys()].filter((name) => name !== except && name !== '__name__').toSorted()
  const own = names.filter((name) => !RESOURCE_LABELS.has(name))
  const common = names.filter((name) => RESOURCE_LABELS.has(name))
  return [...own, ...common].map((name) => `${name}="${escapeText(labels.get(name) as string)}"`).join(',')
}

/** Backslash, quote and line feed escaped: a label's value, and in OpenMetrics a help text. */
export function escapeText(text: string): string {
  return /[\\"\n]/.test(text) ? text.replace(/[\\"\n]/g, escapeCharacter) : text
}

/** Backslash and line feed escaped: a help text of the text format. */
export function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return character === '\n' ? String.raw`\n` : `\\${character}`
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
