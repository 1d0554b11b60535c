import type { Texts } from '../rule.ts'

/** An element of what `query` finds. */
export class QuerySample {
  readonly labels: StringMap
  readonly value: number

  constructor(labels: Texts, value: number) {
    this.labels = new StringMap(labels)
    this.value = value
  }
}

/** Labels. */
export class StringMap {
  readonly entries: Texts

  constructor(entries: Texts) {
    this.entries = entries
  }

  get(name: string): string {
    return Object.hasOwn(this.entries, name) ? (this.entries[name] ?? '') : ''
  }

  get names(): readonly string[] {
    return Object.keys(this.entries).toSorted()
  }
}

/** What `args` makes. */
export class ArgumentMap {
  readonly entries: ReadonlyMap<string, GoValue>

  constructor(entries: ReadonlyMap<string, GoValue>) {
    this.entries = entries
  }
}

/** What `toTime` makes. */
export class Moment {
  /** Unix milliseconds. */
  readonly timeMs: number

  constructor(timeMs: number) {
    this.timeMs = timeMs
  }
}

/** What `toDuration` makes. */
export class Duration {
  readonly nanoseconds: bigint

  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

/** What `safeHtml` makes: a text that is none for functions that want one. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template of an alert begins with as its dot. */
export class AlertData {
  readonly Labels: StringMap
  readonly ExternalLabels: StringMap
  readonly ExternalURL: string
  readonly Value: number

  constructor(labels: Texts, externalLabels: Texts, externalUrl: string, value: number) {
    this.Labels = new StringMap(labels)
    this.ExternalLabels = new StringMap(externalLabels)
    this.ExternalURL = externalUrl
    this.Value = value
  }
}

/** Values of Go: `number` is a float64, `bigint` an int, `null` nothing. */
export type GoValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | StringMap
  | ArgumentMap
  | QuerySample
  | readonly QuerySample[]
  | Moment
  | Duration
  | Html
  | AlertData

/** The type of a value, as Go's errors call it. */
export function typeName(value: GoValue): string {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'float64'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    default:
  }
  if (value instanceof StringMap) return 'map[string]string'
  if (value instanceof ArgumentMap) return 'map[string]interface {}'
  if (value instanceof QuerySample) return '*template.sample'
  if (value instanceof Moment) return '*time.Time'
  if (value instanceof Duration) return '*time.Duration'
  if (value instanceof Html) return 'template.HTML'
  if (value instanceof AlertData)
    return 'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }'
  return value === null ? '<nil>' : 'template.queryResult'
}

/** Whether a value is something, for `if`, `with`, `and`, `or`, `not`. */
export function isTrue(value: GoValue): boolean {
  switch (typeof value) {
    case 'string':
      return value !== ''
    case 'number':
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'boolean':
      return value
    default:
  }
  if (value === null) return false
  if (value instanceof StringMap) return value.names.length > 0
  if (value instanceof ArgumentMap) return value.entries.size > 0
  if (value instanceof Html) return value.text !== ''
  return Array.isArray(value) ? value.length > 0 : true
}
