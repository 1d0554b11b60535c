import type { Labels } from './series-source.ts'

/** Label that holds the name of a series. */
export const METRIC_NAME = '__name__'
/** What describes the values themselves: it goes once they are others. */
export const NAME_LABELS: readonly string[] = [METRIC_NAME, '__type__', '__unit__']
const METADATA: ReadonlySet<string> = new Set(NAME_LABELS)
/** Stands in no label of Prometheus: it is no UTF-8. */
const SEPARATOR = '\uDFFF'

export const NO_LABELS: Labels = {}

/** A text that is equal for equal labels. */
export function labelsKey(labels: Labels): string {
  return keyOf(labels, Object.keys(labels))
}

/** The same of some labels only. */
export function keyWith(labels: Labels, names: readonly string[]): string {
  return keyOf(labels, names)
}

/** The same of all but some. */
export function keyWithout(labels: Labels, names: ReadonlySet<string>): string {
  return keyOf(
    labels,
    Object.keys(labels).filter((name) => !names.has(name)),
  )
}

function keyOf(labels: Labels, names: readonly string[]): string {
  let key = ''
  for (const name of names.toSorted()) {
    const value = labels[name] ?? ''
    if (value !== '') key += `${name}${SEPARATOR}${value}${SEPARATOR}`
  }
  return key
}

/** Without the name, as what a function makes of a series is no such series any more. */
export function dropName(labels: Labels): Labels {
  return filterLabels(labels, (name) => !METADATA.has(name))
}

export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  return filterLabels(labels, (name) => names.includes(name))
}

export function removeLabels(labels: Labels, names: readonly string[]): Labels {
  return filterLabels(labels, (name) => !names.includes(name))
}

/** With another value of a label; an empty one takes it away. */
export function setLabel(labels: Labels, name: string, value: string): Labels {
  const others = filterLabels(labels, (each) => each !== name)
  return value === '' ? others : fromEntries([...Object.entries(others), [name, value]])
}

/** `{__name__="up", job="api"}`, as in errors of Prometheus. */
export function formatLabels(labels: Labels): string {
  const pairs = Object.keys(labels)
    .toSorted()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
  return `{${pairs.join(', ')}}`
}

function filterLabels(labels: Labels, keeps: (name: string) => boolean): Labels {
  return fromEntries(Object.entries(labels).filter(([name, value]) => value !== '' && keeps(name)))
}

function fromEntries(entries: readonly (readonly [string, string])[]): Labels {
  // A label may have any name, that of the prototype too.
  const labels: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of entries) labels[name] = value
  return labels
}
