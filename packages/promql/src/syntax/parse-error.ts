import { PromqlError } from '../promql-error.ts'
import { positionOf } from './position.ts'

/** An error of the text, with line and column. */
export function parseError(text: string, at: number, message: string): PromqlError {
  return new PromqlError('bad_data', `${positionOf(text, at)}: parse error: ${message}`)
}
