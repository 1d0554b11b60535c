import type { InstrumentKind } from '@cryo/conventions'
import { diag } from '@opentelemetry/api'

import { keepText } from '../attributes.ts'
import type { InstrumentDescriptor, InstrumentScope, SeriesSink } from '../layout.ts'
import { bucketBoundaries } from './boundaries.ts'

/** Instruments that one process may have; a further one is refused. */
const MAX_INSTRUMENTS = 2000
/** From the OpenTelemetry specification of instrument names. */
const NAME = /^[a-z][a-z0-9_.\-/]{0,254}$/i

/** What is known of an instrument before it is checked; a caller without types may have put anything in. */
export interface InstrumentRequest {
  readonly name: string
  readonly kind: InstrumentKind
  readonly observable: boolean
  readonly scope: InstrumentScope
  readonly unit?: string | undefined
  readonly description?: string | undefined
  readonly boundaries?: readonly number[] | undefined
}

/**
 * Gives each instrument one descriptor for the life of the process.
 *
 * Two requests mean the same instrument when scope, name (in any case), kind and unit are the same, as in the
 * OpenTelemetry SDK; description and buckets are those of the first. A name that is used with another kind or
 * unit is kept apart, with a warning to the API's diagnostic logger.
 */
export class InstrumentRegistry {
  readonly #announce: Pick<SeriesSink, 'instrument'>
  readonly #byName = new Map<string, InstrumentDescriptor[]>()
  #count = 0

  /** @param announce - Told of each instrument once. */
  constructor(announce: Pick<SeriesSink, 'instrument'>) {
    this.#announce = announce
  }

  /** Finds or makes the descriptor; `null`, with a warning, for a bad name or one instrument too many. */
  describe(request: InstrumentRequest): InstrumentDescriptor | null {
    const { name, kind, observable } = request
    if (typeof name !== 'string' || !NAME.test(name)) {
      diag.warn(
        `Instrument ${quote(name)} is not recorded: a name starts with a letter, followed by at most 254 letters, digits and _ . - /`,
      )
      return null
    }
    const scope = keepScope(request.scope)
    const unit = text(request.unit)
    const key = JSON.stringify([scope.name, scope.version, name.toLowerCase()])
    const sameName = this.#byName.get(key) ?? []
    const known = sameName.find(
      (other) => other.kind === kind && other.observable === observable && other.unit === unit,
    )
    if (known !== undefined) return known
    if (this.#count >= MAX_INSTRUMENTS) {
      diag.warn(`Instrument ${quote(name)} is not recorded: there are ${MAX_INSTRUMENTS} already`)
      return null
    }
    const description = text(request.description)
    const descriptor: InstrumentDescriptor = {
      id: this.#count,
      name: keepText(name),
      unit,
      description,
      kind,
      ...(kind === 'histogram' && { boundaries: boundariesOf(name, request.boundaries) }),
      observable,
      scope,
    }
    this.#count += 1
    this.#byName.set(key, [...sameName, descriptor])
    this.#announce.instrument(descriptor)
    const [other] = sameName
    if (other !== undefined) {
      diag.warn(
        `Instrument ${quote(name)} is a ${title(kind, observable, unit)}, and a ${title(other.kind, other.observable, other.unit)} too: they are kept apart`,
      )
    }
    return descriptor
  }
}

function boundariesOf(name: string, advised: unknown): readonly number[] {
  const boundaries = bucketBoundaries(advised)
  if (boundaries !== undefined) return boundaries
  diag.warn(`Histogram ${quote(name)} has default buckets: expected at most 254 numbers`)
  return boundariesOf(name, undefined)
}

function keepScope({ name, version }: InstrumentScope): InstrumentScope {
  const kept = text(version)
  return kept === '' ? { name: text(name) } : { name: text(name), version: kept }
}

function text(value: unknown): string {
  return typeof value === 'string' ? keepText(value) : ''
}

function quote(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 64)) : `of type ${typeof name}`
}

function title(kind: InstrumentKind, observable: boolean, unit: string): string {
  return `${observable ? 'observable ' : ''}${kind} in ${JSON.stringify(unit.slice(0, 64))}`
}
