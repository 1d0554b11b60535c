import type { ApiError } from './api-error.ts'

/** An answer of the API: its text comes part by part, as fast as the client reads it. */
export interface ApiAnswer {
  readonly status: number
  readonly chunks: Iterable<string>
}

/** What may come with the data. */
export interface Notes {
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
}

/** Wraps data as Prometheus does. @param data - JSON, in parts. */
export function success(data: Iterable<string>, notes: Partial<Notes> = {}): ApiAnswer {
  return { status: 200, chunks: wrap(data, notes) }
}

/** Wraps data that is small. */
export function successOf(data: unknown, notes: Partial<Notes> = {}): ApiAnswer {
  return success([JSON.stringify(data)], notes)
}

export function failure({ status, errorType, message }: ApiError): ApiAnswer {
  return { status, chunks: [JSON.stringify({ status: 'error', errorType, error: message })] }
}

function* wrap(
  data: Iterable<string>,
  { warnings = [], infos = [] }: Partial<Notes>,
): Generator<string, void, undefined> {
  yield '{"status":"success","data":'
  yield* data
  if (warnings.length > 0) yield `,"warnings":${JSON.stringify(warnings)}`
  if (infos.length > 0) yield `,"infos":${JSON.stringify(infos)}`
  yield '}'
}
