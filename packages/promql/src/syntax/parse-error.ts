import { PromqlError } from '../promql-error.ts'

/** An error of the text, with line and column. */
export function parseError(text: string, at: number, message: string): PromqlError {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - (before.lastIndexOf('\n') + 1) + 1
  return new PromqlError('bad_data', `${line}:${column}: parse error: ${message}`)
}
