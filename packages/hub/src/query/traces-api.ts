import type { FoundTraces, StoredSpan, TraceSearch } from '@cryo/history'

import type { OwnedTraces } from '../history/owned-traces.ts'
import { QueryGate } from './query-gate.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200
const TRACE_ID = /^[0-9a-f]{32}$/

/** Answer to a question about traces. */
export interface TracesAnswer {
  readonly status: 200 | 400 | 404 | 503
  readonly body:
    | FoundTraces
    | { readonly traceId: string; readonly spans: readonly StoredSpan[] }
    | { readonly error: string }
}

/** A parameter that is wrong, in one sentence. */
class ParameterError extends Error {}

type Readers = Readonly<Record<string, (texts: readonly string[], name: string) => Partial<TraceSearch>>>

/** What may be asked, by the names of the parameters. */
const READERS: Readers = {
  service: ([service = '']) => ({ service }),
  name: ([name = '']) => ({ name }),
  attribute: (texts) => ({ attributes: texts.map(readAttribute) }),
  minDuration: ([text = ''], name) => ({ minDurationMs: readNumber(text, name) }),
  maxDuration: ([text = ''], name) => ({ maxDurationMs: readNumber(text, name) }),
  status: ([text = ''], name) => ({ status: readChoice(text, name, ['ok', 'error', 'unset']) }),
  start: ([text = ''], name) => ({ startMs: readNumber(text, name) }),
  end: ([text = ''], name) => ({ endMs: readNumber(text, name) }),
  order: ([text = ''], name) => ({ order: readChoice(text, name, ['newest', 'slowest']) }),
  limit: ([text = ''], name) => ({ limit: readLimit(text, name) }),
}

/** Answers what is asked about traces: a list of those that are looked for, or the spans of one. */
export class TracesApi {
  readonly #traces: OwnedTraces
  readonly #gate = new QueryGate()

  constructor(traces: OwnedTraces) {
    this.#traces = traces
  }

  /** @param traceId - Empty for a list. */
  async answer(traceId: string, parameters: URLSearchParams, signal: AbortSignal): Promise<TracesAnswer> {
    if (!this.#traces.isOpen) return refuse(503, 'The history is not open here: ask the owner of the page.')
    if (traceId !== '') return this.#find(traceId)
    try {
      const search = readSearch(parameters)
      return { status: 200, body: await this.#gate.run(signal, () => this.#traces.search(search)) }
    } catch (error) {
      if (error instanceof ParameterError) return refuse(400, error.message)
      return refuse(503, 'There are too many questions at once.')
    }
  }

  #find(traceId: string): TracesAnswer {
    if (!TRACE_ID.test(traceId))
      return refuse(400, 'The id of a trace has 32 hexadecimal digits in small letters.')
    const spans = this.#traces.find(traceId)
    if (spans.length === 0) return refuse(404, 'This trace is not known: it never came, or was deleted.')
    return { status: 200, body: { traceId, spans } }
  }
}

function refuse(status: 400 | 404 | 503, error: string): TracesAnswer {
  return { status, body: { error } }
}

function readSearch(parameters: URLSearchParams): TraceSearch {
  const search: TraceSearch = { limit: DEFAULT_LIMIT }
  for (const name of new Set(parameters.keys())) {
    const read = Object.hasOwn(READERS, name) ? READERS[name] : undefined
    if (read === undefined)
      throw new ParameterError(
        `There is no parameter ${JSON.stringify(name)}: use ${Object.keys(READERS).join(', ')}.`,
      )
    Object.assign(search, read(parameters.getAll(name), name))
  }
  return search
}

function readAttribute(text: string): readonly [string, string] {
  const at = text.indexOf(':')
  if (at < 1) throw new ParameterError('attribute: expected key:value, such as http.route:/items.')
  return [text.slice(0, at), text.slice(at + 1)]
}

function readNumber(text: string, name: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(number)) throw new ParameterError(`${name}: expected a number of milliseconds.`)
  return number
}

function readLimit(text: string, name: string): number {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new ParameterError(`${name}: expected a whole number from 1 to ${MAX_LIMIT}.`)
  return limit
}

function readChoice<T extends string>(text: string, name: string, choices: readonly T[]): T {
  const choice = choices.find((each) => each === text)
  if (choice === undefined) throw new ParameterError(`${name}: expected ${choices.join(', ')}.`)
  return choice
}
