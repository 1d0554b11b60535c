import { CryoError } from '../cryo-error.ts'
import { findNearestName } from './nearest-name.ts'
import { quoteName, quoteValue } from './quote-value.ts'

/** Problems that one message spells out; the rest is counted. */
const MAX_PROBLEMS_IN_MESSAGE = 5
/** Share of the characters beyond which two names have nothing in common. */
const MAX_EDITS = 0.6

/** One thing that is wrong with the configuration. */
export interface ConfigurationProblem {
  /** Option as a dotted path, or environment variable. */
  readonly option: string
  /** The wrong value, quoted, secrets masked; `null` where the option itself is unknown. */
  readonly value: string | null
  /** What would be right. */
  readonly expected: string
  /** The whole sentence. */
  readonly message: string
}

/** Thrown for a wrong or unknown option; names each with its value and what is expected. */
export class ConfigurationError extends CryoError {
  /** Everything that is wrong, in the order in which it was found. */
  readonly problems: readonly ConfigurationProblem[]

  constructor(problems: readonly ConfigurationProblem[]) {
    const sentences = problems.slice(0, MAX_PROBLEMS_IN_MESSAGE).map((problem) => problem.message)
    const rest = problems.length - sentences.length
    if (rest > 0) sentences.push(`and ${rest} more`)
    super('CRYO_CONFIGURATION', sentences.join('; '))
    this.problems = problems
  }

  static {
    this.prototype.name = 'ConfigurationError'
  }
}

/** Says that `option` has a wrong value; with `secret` the value is not shown. */
export function wrongValue(
  option: string,
  value: unknown,
  expected: string,
  secret = false,
): ConfigurationProblem {
  const quoted = secret ? '"***"' : quoteValue(value)
  return { option, value: quoted, expected, message: `${option} is ${quoted}: expected ${expected}` }
}

/** Says that there is no option `option`, and which of the `known` ones it resembles, if any. */
export function unknownOption(option: string, known: readonly string[]): ConfigurationProblem {
  const name = quoteName(option)
  const { name: nearest, ratio } = findNearestName(option, known)
  return ratio > MAX_EDITS
    ? { option: name, value: null, expected: 'another option', message: `unknown option ${name}` }
    : {
        option: name,
        value: null,
        expected: nearest,
        message: `unknown option ${name}: did you mean ${nearest}?`,
      }
}
