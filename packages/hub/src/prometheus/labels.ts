import type { Attributes, AttributeValue } from '../otlp/attributes.ts'
import type { Resource } from '../otlp/resource.ts'
import { toLabelName } from './label-name.ts'
import { toLabelValue } from './label-value.ts'

/** Labels by name; no label is empty, for Prometheus does not tell that from absent. */
export type Labels = ReadonlyMap<string, string>

const SERVICE_NAME = 'service.name'
const SERVICE_NAMESPACE = 'service.namespace'
const SERVICE_INSTANCE = 'service.instance.id'

/** Attributes of the resource that become labels of each series: Prometheus' `promote_resource_attributes`. */
export const PROMOTED_ATTRIBUTES: readonly string[] = [
  SERVICE_NAME,
  SERVICE_NAMESPACE,
  SERVICE_INSTANCE,
  'service.version',
  'deployment.environment.name',
  'host.name',
]

/** Every label that can come from a resource. */
export const RESOURCE_LABELS: ReadonlySet<string> = new Set([
  'job',
  'instance',
  ...PROMOTED_ATTRIBUTES.map((key) => toLabelName(key) as string),
])

/** What the series of a resource have in common. */
export interface ResourceLabels {
  /** Of the promoted attributes; an attribute of the series goes before. */
  readonly promoted: Labels
  /** `job` and `instance`; they go before everything. */
  readonly identity: Labels
  /** Of `target_info`, which has the other attributes; undefined when there is nothing to tell. */
  readonly target: Labels | undefined
}

/** The labels of a resource, as Prometheus' OTLP receiver makes them. */
export function toResourceLabels({ attributes }: Pick<Resource, 'attributes'>): ResourceLabels {
  const promoted = new Map<string, string>()
  for (const key of PROMOTED_ATTRIBUTES) {
    const text = textOf(attributes, key)
    if (text !== '') promoted.set(toLabelName(key) as string, text)
  }
  const identity = new Map<string, string>()
  if (attributes[SERVICE_NAME] !== undefined) {
    const name = textOf(attributes, SERVICE_NAME)
    const hasNamespace = attributes[SERVICE_NAMESPACE] !== undefined
    const job = hasNamespace ? `${textOf(attributes, SERVICE_NAMESPACE)}/${name}` : name
    if (job !== '') identity.set('job', job)
  }
  const instance = textOf(attributes, SERVICE_INSTANCE)
  if (instance !== '') identity.set('instance', instance)
  return { promoted, identity, target: toTargetLabels(attributes, identity) }
}

/**
 * The labels of a series, without its name.
 * @param attributes - Of the series.
 * @returns Undefined when an attribute's key has nothing to name a label by; Prometheus takes no such series.
 */
export function toLabels(resource: ResourceLabels, attributes: Readonly<Attributes>): Labels | undefined {
  const labels = joinAttributes(attributes, IGNORED_OF_SERIES)
  if (labels === undefined) return undefined
  for (const [name, value] of resource.promoted) if (!labels.has(name)) labels.set(name, value)
  for (const [name, value] of resource.identity) labels.set(name, value)
  return labels
}

const IGNORED_OF_SERIES: readonly string[] = ['__name__']
const IGNORED_OF_TARGET: readonly string[] = [SERVICE_NAME, SERVICE_NAMESPACE, SERVICE_INSTANCE]

function toTargetLabels(attributes: Readonly<Attributes>, identity: Labels): Labels | undefined {
  const others = Object.keys(attributes).filter((key) => !IGNORED_OF_TARGET.includes(key))
  if (others.length === 0 || identity.size === 0) return undefined
  const labels = joinAttributes(attributes, IGNORED_OF_TARGET)
  if (labels === undefined) return undefined
  for (const [name, value] of identity) labels.set(name, value)
  labels.delete('__name__')
  return labels
}

/** Labels of attributes in the order of their keys; values of keys that become one label are joined by `;`. */
function joinAttributes(
  attributes: Readonly<Attributes>,
  ignored: readonly string[],
): Map<string, string> | undefined {
  const labels = new Map<string, string>()
  for (const key of Object.keys(attributes).toSorted()) {
    if (ignored.includes(key)) continue
    const name = toLabelName(key)
    if (name === undefined) return undefined
    const value = textOf(attributes, key)
    const known = labels.get(name)
    if (known !== undefined) labels.set(name, `${known};${value}`)
    else if (value !== '') labels.set(name, value)
  }
  return labels
}

function textOf(attributes: Readonly<Attributes>, key: string): string {
  const value: AttributeValue | undefined = attributes[key]
  return value === undefined ? '' : toLabelValue(value)
}
