import type { Attributes } from './attributes.ts'
import { NO_ATTRIBUTES } from './attributes.ts'

/** What produced telemetry: a process, with `service.name` and the like among its attributes. */
export interface Resource {
  attributes: Readonly<Attributes>
  droppedAttributesCount: number
  /** Empty when none was sent. */
  schemaUrl: string
}

/** The library that produced telemetry. */
export interface Scope {
  name: string
  version: string
  attributes: Readonly<Attributes>
  droppedAttributesCount: number
  /** Empty when none was sent. */
  schemaUrl: string
}

/** A resource of which nothing is known yet. */
export function createResource(attributes: Readonly<Attributes> = NO_ATTRIBUTES): Resource {
  return { attributes, droppedAttributesCount: 0, schemaUrl: '' }
}

/** A scope of which no more than the name and version is known. */
export function createScope(name = '', version = ''): Scope {
  return { name, version, attributes: NO_ATTRIBUTES, droppedAttributesCount: 0, schemaUrl: '' }
}
