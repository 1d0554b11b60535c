import type { StoredMetric } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { toMetricName } from './metric-name.ts'
import { toUnitName } from './unit-name.ts'

/** What the formats call a metric. */
export type FamilyType = 'counter' | 'gauge' | 'histogram' | 'summary'

/** All metrics that have one name in Prometheus. */
export interface Family {
  /** As in Prometheus; a counter's ends with `_total`. */
  readonly name: string
  readonly type: FamilyType
  readonly metrics: StoredMetric[]
  /** Description of the first metric that has one. */
  help: string
  /** Prometheus' name of the unit where it ends the name, as OpenMetrics wants; else empty. */
  readonly unit: string
  /** Name of an OpenMetrics counter: without `_total`; undefined when another family has it. */
  baseName: string | undefined
  /** Whether `<name>_created` is free. */
  hasCreated: boolean
}

/** The families of a store, and how many metrics found no place among them. */
export interface Families {
  readonly list: readonly Family[]
  /** Metrics whose name is that of another type, or of another family's samples. */
  readonly conflicts: number
  /** Metrics of whose name nothing is left. */
  readonly unnamed: number
}

/** The metric that tells of resources; its name is taken. */
export const TARGET_INFO = 'target_info'

const SAMPLE_SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
}

/** Brings the metrics of all resources together by name. Where two types clash, the one that came first stays. */
export function toFamilies(store: SeriesStore): Families {
  const families = new Map<string, Family>()
  const owners = new Map<string, string>([[TARGET_INFO, TARGET_INFO]])
  let conflicts = 0
  let unnamed = 0
  for (const metric of everyMetric(store)) {
    const { descriptor } = metric
    const name = toMetricName(descriptor)
    if (name === undefined) {
      unnamed++
      continue
    }
    const type = descriptor.kind === 'upDownCounter' ? 'gauge' : descriptor.kind
    const known = families.get(name)
    if (known !== undefined && known.type === type) {
      known.metrics.push(metric)
      if (known.help === '') known.help = helpOf(descriptor.description)
      continue
    }
    const samples = SAMPLE_SUFFIXES[type].map((suffix) => name + suffix)
    if (samples.some((sample) => owners.has(sample))) {
      conflicts++
      continue
    }
    for (const sample of samples) owners.set(sample, name)
    families.set(name, createFamily(name, type, metric))
  }
  for (const family of families.values()) nameForOpenMetrics(family, owners)
  return { list: [...families.values()], conflicts, unnamed }
}

function createFamily(name: string, type: FamilyType, metric: StoredMetric): Family {
  const { unit, description } = metric.descriptor
  const unitName = toUnitName(unit)
  const base = type === 'counter' ? withoutTotal(name) : name
  return {
    name,
    type,
    metrics: [metric],
    help: helpOf(description),
    unit: unitName !== '' && base?.endsWith(`_${unitName}`) === true ? unitName : '',
    baseName: base,
    hasCreated: false,
  }
}

/** In OpenMetrics a counter's family has no `_total`, and must not be named as another. */
function nameForOpenMetrics(family: Family, owners: ReadonlyMap<string, string>): void {
  const { baseName } = family
  if (family.type === 'counter' && baseName !== undefined && owners.has(baseName)) family.baseName = undefined
  family.hasCreated = family.baseName !== undefined && !owners.has(`${family.baseName}_created`)
}

/** A description of nothing but space is none: parsers trim their lines. */
function helpOf(description: string): string {
  return description.trim() === '' ? '' : description
}

function withoutTotal(name: string): string | undefined {
  const base = name.endsWith('_total') ? name.slice(0, -'_total'.length) : ''
  return base === '' ? undefined : base
}

function* everyMetric(store: SeriesStore): Generator<StoredMetric, void, undefined> {
  for (const { scopes } of store.resources()) {
    for (const { metrics } of scopes.values()) yield* metrics.values()
  }
}
