/** Kinds of errors, named as in Prometheus' HTTP API. */
export type PromqlErrorType = 'bad_data' | 'execution' | 'canceled' | 'timeout'

/**
 * Why a query has no result.
 *
 * @example
 * try {
 *   parse('rate(')
 * } catch (error) {
 *   error.errorType // 'bad_data'
 *   error.message   // '1:6: parse error: unexpected end of input'
 * }
 */
export class PromqlError extends Error {
  static {
    this.prototype.name = 'PromqlError'
  }

  readonly errorType: PromqlErrorType

  constructor(errorType: PromqlErrorType, message: string) {
    super(message)
    this.errorType = errorType
  }
}

/** An error of the evaluation: the query is sound, its series are not. */
export function executionError(message: string): PromqlError {
  return new PromqlError('execution', message)
}
