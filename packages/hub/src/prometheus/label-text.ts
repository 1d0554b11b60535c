import type { Series, StoredResource } from '../metrics/series.ts'
import { LabelPlan } from './label-plan.ts'
import { type Labels, RESOURCE_LABELS, type ResourceLabels, toLabels, toResourceLabels } from './labels.ts'
import { escapeText } from './text-escapes.ts'

/** Labels that a family's samples have of their own; a series' attribute of that name would be there twice. */
const OWN_LABEL: Readonly<Record<Series['type'], string>> = {
  number: '',
  histogram: 'le',
  summary: 'quantile',
}

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
  #plan = new LabelPlan([], '')

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
    const keys = Object.keys(attributes)
    const except = OWN_LABEL[type]
    if (!this.#plan.fits(keys, except)) this.#plan = new LabelPlan(keys, except)
    const plain = this.#plan.write(attributes, text)
    if (plain !== undefined) return plain
    const merged = toLabels(labels, attributes)
    return merged === undefined ? null : toLabelText(merged, except)
  }
}

/** Labels in the order of their names, those of resources last, without `except`. */
export function toLabelText(labels: Labels, except = ''): string {
  const names = [...labels.keys()].filter((name) => name !== except && name !== '__name__').toSorted()
  const own = names.filter((name) => !RESOURCE_LABELS.has(name))
  const common = names.filter((name) => RESOURCE_LABELS.has(name))
  return [...own, ...common].map((name) => `${name}="${escapeText(labels.get(name) as string)}"`).join(',')
}
