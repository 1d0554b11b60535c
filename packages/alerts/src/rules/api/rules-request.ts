import { createMatcher, MatchingTime, parseSelector, PromqlError, quote } from '@cryo/promql'

const TRUE: ReadonlySet<string> = new Set(['1', 't', 'true'])
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'false'])
/** They are read in one go. */
const MAX_SETS = 10
const MAX_INT32 = 2 ** 31 - 1
const CHOOSES_NOTHING = 'must contain at least one non-empty matcher'

/** Whether the value of a label fits. */
export interface LabelTest {
  readonly name: string
  readonly fits: (value: string) => boolean
}

/** What of the rules is asked for. Of names, an empty list asks for all. */
export interface RulesRequest {
  readonly kinds: ReadonlySet<'alerting' | 'recording'>
  readonly ruleNames: readonly string[]
  readonly groupNames: readonly string[]
  readonly files: readonly string[]
  readonly matcherSets: readonly (readonly LabelTest[])[]
  readonly excludesAlerts: boolean
  /** `null`: all of them. */
  readonly groupLimit: number | null
  /** Of the group to begin with; empty for the first. */
  readonly nextToken: string
}

/** Reads the parameters of `/api/v1/rules`. @throws PromqlError in Prometheus' words. */
export function readRulesRequest(parameters: URLSearchParams): RulesRequest {
  const texts = parameters.getAll('match[]')
  if (texts.length > MAX_SETS) throw invalid('match[]', `there may be ${MAX_SETS} at most`)
  const time = new MatchingTime()
  const matcherSets = texts.map((text) => readMatchers(text, time))
  const kinds = readKinds((parameters.get('type') ?? '').toLowerCase())
  const excludesAlerts = readFlag((parameters.get('exclude_alerts') ?? '').toLowerCase())
  const limit = parameters.get('group_limit') ?? ''
  const nextToken = parameters.get('group_next_token') ?? ''
  if (nextToken !== '' && limit === '')
    throw invalid('group_next_token', 'group_limit needs to be present in order to paginate over the groups')
  return {
    kinds,
    ruleNames: parameters.getAll('rule_name[]'),
    groupNames: parameters.getAll('rule_group[]'),
    files: parameters.getAll('file[]'),
    matcherSets,
    excludesAlerts,
    groupLimit: limit === '' ? null : readLimit(limit),
    nextToken,
  }
}

/** Whether labels of a rule fit any set of matchers. */
export function fitsMatchers(
  labels: Readonly<Record<string, string>>,
  sets: RulesRequest['matcherSets'],
): boolean {
  return sets.length === 0 || sets.some((tests) => tests.every(({ name, fits }) => fits(labels[name] ?? '')))
}

/** An error as Prometheus words it. */
export function invalid(parameter: string, reason: string): PromqlError {
  return new PromqlError('bad_data', `invalid parameter ${quote(parameter)}: ${reason}`)
}

function readMatchers(text: string, time: MatchingTime): readonly LabelTest[] {
  try {
    return parseSelector(text).map((matcher) => ({
      name: matcher.name,
      fits: createMatcher(matcher, time) ?? (() => false),
    }))
  } catch (error) {
    if (error instanceof PromqlError && error.message.endsWith(CHOOSES_NOTHING))
      throw new PromqlError('bad_data', `match[] ${CHOOSES_NOTHING}`)
    throw error
  }
}

function readKinds(type: string): RulesRequest['kinds'] {
  if (type === '') return new Set(['alerting', 'recording'])
  if (type === 'alert') return new Set(['alerting'])
  if (type === 'record') return new Set(['recording'])
  throw invalid('type', `not supported value ${quote(type)}`)
}

function readFlag(text: string): boolean {
  if (text === '' || FALSE.has(text)) return false
  if (TRUE.has(text)) return true
  throw invalid(
    'exclude_alerts',
    `error converting exclude_alerts: strconv.ParseBool: parsing ${quote(text)}: invalid syntax`,
  )
}

function readLimit(text: string): number {
  const isNumber = /^[+-]?\d+$/.test(text)
  if (!isNumber || Math.abs(Number(text)) > MAX_INT32) {
    const reason = isNumber ? 'value out of range' : 'invalid syntax'
    throw invalid(
      'group_limit',
      `group_limit needs to be a valid number: strconv.ParseInt: parsing ${quote(text)}: ${reason}`,
    )
  }
  if (Number(text) <= 0) throw invalid('group_limit', 'group_limit needs to be greater than 0')
  return Number(text)
}
