import { wrongValue } from '@cryo/conventions/configuration'
import type { Variables } from '../environment.ts'
import type { OtelVariable } from './otel-variable.ts'

/** Reads variables of the table and keeps what has to be told about them. */
export interface OtelReader {
  /** The value of a variable; `undefined` where it is unset, or wrong, which makes a notice. */
  readonly read: <T>(variable: OtelVariable<T>) => T | undefined
  /** Adds a line to print; the same line only once. */
  readonly notice: (line: string) => void
  /** Lines to print, in the order in which they came. */
  readonly notices: ReadonlySet<string>
}

/** Reads from variables that {@link readEnvironment} picked. */
export function createOtelReader(variables: Variables): OtelReader {
  const notices = new Set<string>()
  return {
    notices,
    notice: (line) => notices.add(line),
    read: (variable) => {
      const text = variables.get(variable.name)
      if (text === undefined) return undefined
      const value = variable.type.fromText(text)
      if (value === undefined) {
        const problem = wrongValue(variable.name, text, variable.type.expected, variable.secret)
        notices.add(`${problem.message}; it is ignored`)
      }
      return value
    },
  }
}
