import type { MixtureComponent } from '../chemistry/mixture.ts'
import type { Experiment } from '../database/experiments.ts'
import type { Page } from '../database/mixtures.ts'
import { HttpError } from './http-error.ts'

const MAX_COMPONENTS = 5
const MAX_SOLUTES = 0.95
const MAX_PAGE = 100

/** Reads the components of a mixture from a request's body. Throws HttpError 400 that says what is expected. */
export function parseComponents(body: unknown): MixtureComponent[] {
  const list = field(body, 'components')
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_COMPONENTS) {
    throw new HttpError(400, `components: expected a list of 1 to ${MAX_COMPONENTS}, got ${describe(list)}`)
  }
  const components = list.map(parseComponent)
  if (new Set(components.map(({ molecule }) => molecule)).size < components.length) {
    throw new HttpError(400, 'components: each molecule may be given once')
  }
  const total = components.reduce((sum, { massFraction }) => sum + massFraction, 0)
  if (total > MAX_SOLUTES) {
    throw new HttpError(
      400,
      `components: mass fractions add up to ${total}; expected at most ${MAX_SOLUTES}, the rest is water`,
    )
  }
  return components
}

function parseComponent(component: unknown): MixtureComponent {
  const molecule = field(component, 'molecule')
  if (typeof molecule !== 'string') {
    throw new HttpError(400, `molecule: expected an id such as glycerol, got ${describe(molecule)}`)
  }
  return { molecule, massFraction: parsePositive(component, 'massFraction', 'a number between 0 and 1', 1) }
}

/** Reads an experiment from a request's body. Throws HttpError 400 that says what is expected. */
export function parseExperiment(body: unknown): Experiment {
  const note = field(body, 'note')
  if (note !== undefined && note !== null && (typeof note !== 'string' || note.length > 1_000)) {
    throw new HttpError(400, `note: expected at most 1000 characters, got ${describe(note)}`)
  }
  return {
    mixtureId: parseId(field(body, 'mixtureId'), 'mixtureId'),
    glassTransitionKelvin: parsePositive(
      body,
      'glassTransitionKelvin',
      'a temperature in K below 1000',
      1_000,
    ),
    coolingRateKelvinPerMinute: parsePositive(body, 'coolingRateKelvinPerMinute', 'a rate in K/min', 1e9),
    note: note ?? null,
  }
}

/** Reads the id of a record, a positive bigint, as text. Throws HttpError 400. */
export function parseId(value: unknown, name: string): string {
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id !== 'string' || !/^[1-9]\d{0,17}$/.test(id)) {
    throw new HttpError(400, `${name}: expected the id of a record, got ${describe(value)}`)
  }
  return id
}

/** Reads `limit` (1 to 100, default 20) and `offset` (default 0) from a query. Throws HttpError 400. */
export function parsePage(query: Record<string, unknown>): Page {
  return {
    limit: parseCount(query['limit'], 'limit', 20, 1, MAX_PAGE),
    offset: parseCount(query['offset'], 'offset', 0, 0, 1_000_000),
  }
}

function parseCount(value: unknown, name: string, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback
  const count = Number(value)
  if (!Number.isInteger(count) || count < min || count > max) {
    throw new HttpError(400, `${name}: expected a whole number from ${min} to ${max}, got ${describe(value)}`)
  }
  return count
}

function parsePositive(body: unknown, name: string, expectation: string, below: number): number {
  const value = field(body, name)
  if (typeof value !== 'number' || !(value > 0) || value >= below) {
    throw new HttpError(400, `${name}: expected ${expectation}, got ${describe(value)}`)
  }
  return value
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined
}

function describe(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80)
}
