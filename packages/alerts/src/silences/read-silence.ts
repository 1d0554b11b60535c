import { ConfigurationError, wrongValue } from '@cryo/conventions/configuration'
import type { ConfigurationProblem } from '@cryo/conventions/configuration'

import { matchesNothing } from './matches-nothing.ts'
import type { AlertMatcher, SilenceOptions, SilenceRequest } from './silence.ts'

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,255}$/
const MAX_MATCHERS = 32
const MAX_VALUE = 1024
const MAX_COMMENT = 1024
/** Later than any clock of Alertmanager's takes. */
const MAX_SECONDS = 10 * 365 * 86_400

/**
 * Checks what `silenceAlert` was given.
 *
 * @param target - Name of the alert, or matchers.
 * @throws ConfigurationError that names each argument that is wrong.
 */
export function readSilence(target: unknown, options: unknown, nowMs: number): SilenceRequest {
  const problems: ConfigurationProblem[] = []
  const matchers = readMatchers(target, problems)
  const { seconds, until, comment } = (options ?? {}) as Partial<SilenceOptions>
  const endsMs = readEnd(seconds, until, nowMs, problems)
  if (!isText(comment, MAX_COMMENT) || comment.trim() === '') {
    problems.push(wrongValue('comment', comment, `a text of at most ${MAX_COMMENT} characters that says why`))
    throw new ConfigurationError(problems)
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return { matchers, endsMs, comment: comment.toWellFormed() }
}

function readMatchers(target: unknown, problems: ConfigurationProblem[]): Required<AlertMatcher>[] {
  const given: unknown[] =
    typeof target === 'string' ? [{ name: 'alertname', value: target }] : Array.isArray(target) ? target : []
  if (given.length === 0 || given.length > MAX_MATCHERS) {
    problems.push(wrongValue('matchers', target, `the name of an alert, or 1 to ${MAX_MATCHERS} matchers`))
    return []
  }
  const before = problems.length
  const matchers = given.map((matcher, index) => readMatcher(matcher, index, problems))
  if (problems.length > before) return []
  // Alertmanager refuses it as well: it would silence everything.
  if (matchers.every((matcher) => matchesNothing(matcher) === matcher.isEqual))
    problems.push(wrongValue('matchers', target, 'at least one matcher that a missing label does not match'))
  return matchers
}

function readMatcher(
  given: unknown,
  index: number,
  problems: ConfigurationProblem[],
): Required<AlertMatcher> {
  const { name, value, isRegex = false, isEqual = true } = (given ?? {}) as Partial<AlertMatcher>
  const check = (field: string, found: unknown, isRight: boolean, expected: string): void => {
    if (!isRight) problems.push(wrongValue(`matchers[${index}].${field}`, found, expected))
  }
  check('name', name, typeof name === 'string' && LABEL_NAME.test(name), 'the name of a label')
  check(
    'value',
    value,
    isText(value, MAX_VALUE) && !value.includes('\0'),
    `a text of at most ${MAX_VALUE} characters`,
  )
  check('isRegex', isRegex, typeof isRegex === 'boolean', 'true or false')
  check('isEqual', isEqual, typeof isEqual === 'boolean', 'true or false')
  if (isRegex && isText(value, MAX_VALUE))
    check('value', value, matchesNothing({ value, isRegex }) !== null, 'a regular expression of RE2')
  // Half a character becomes the same as in Alertmanager.
  const text = typeof value === 'string' ? value.toWellFormed() : ''
  return { name: name ?? '', value: text, isRegex, isEqual }
}

function isText(given: unknown, maxLength: number): given is string {
  return typeof given === 'string' && given.length <= maxLength
}

function readEnd(seconds: unknown, until: unknown, nowMs: number, problems: ConfigurationProblem[]): number {
  if ((seconds === undefined) === (until === undefined)) {
    problems.push(wrongValue('seconds', seconds, 'either seconds or until'))
    return nowMs
  }
  if (seconds !== undefined) {
    if (typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS) return nowMs + seconds * 1000
    problems.push(wrongValue('seconds', seconds, 'a number of seconds above 0, at most ten years'))
    return nowMs
  }
  const endsMs =
    until instanceof Date || typeof until === 'string' || typeof until === 'number'
      ? new Date(until).getTime()
      : Number.NaN
  if (!(endsMs > nowMs && endsMs <= nowMs + MAX_SECONDS * 1000))
    problems.push(
      wrongValue('until', until, 'a time in the next ten years: a Date, an ISO text or Unix milliseconds'),
    )
  return endsMs
}
