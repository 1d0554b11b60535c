import { PromqlError } from '@cryo/promql'
import type { PromqlErrorType } from '@cryo/promql'

/** Kinds of errors of Prometheus' HTTP API. */
export type ApiErrorType = PromqlErrorType | 'internal' | 'unavailable' | 'not_found'

/** Status of each kind, as Prometheus answers it; 499 is nginx' for a client that has gone. */
const STATUS: Readonly<Record<ApiErrorType, number>> = {
  bad_data: 400,
  execution: 422,
  canceled: 499,
  timeout: 503,
  unavailable: 503,
  internal: 500,
  not_found: 404,
}

/** A request that has no answer, and why. */
export class ApiError extends Error {
  static {
    this.prototype.name = 'ApiError'
  }

  readonly errorType: ApiErrorType

  constructor(errorType: ApiErrorType, message: string) {
    super(message)
    this.errorType = errorType
  }

  get status(): number {
    return STATUS[this.errorType]
  }
}

/** An error of a parameter, worded as Prometheus does. */
export function invalidParameter(name: string, reason: string): ApiError {
  return new ApiError('bad_data', `invalid parameter ${JSON.stringify(name)}: ${reason}`)
}

/** What became of a request, whatever was thrown. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof PromqlError) return new ApiError(error.errorType, error.message)
  // A chain of a thousand operators is as deep, wherever it is walked through.
  if (error instanceof RangeError && error.message.includes('call stack'))
    return new ApiError('bad_data', 'the query is nested too deeply')
  return new ApiError('internal', error instanceof Error ? error.message : String(error))
}
