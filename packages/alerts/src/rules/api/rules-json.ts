import { createHash } from 'node:crypto'

import { formatExpression } from '@cryo/promql'

import type { RuleAlert } from '../evaluate/alert-set.ts'
import type { GroupState } from '../evaluate/group-state.ts'
import type { RuleEvaluator } from '../evaluate/rule-evaluator.ts'
import type { RuleState } from '../evaluate/rule-state.ts'
import type { AlertingRule, Texts } from '../rule.ts'
import { formatFloat } from '../template/format-float.ts'
import { fitsMatchers, invalid, readRulesRequest, type RulesRequest } from './rules-request.ts'

/** Go's time of nothing. */
const NEVER = '0001-01-01T00:00:00Z'

/** An alert in `/api/v1/alerts` and `/api/v1/rules`. */
export interface AlertJson {
  readonly labels: Texts
  readonly annotations: Texts
  readonly state: string
  readonly activeAt: string
  readonly keepFiringSince?: string
  readonly value: string
}

interface CommonRuleJson {
  readonly name: string
  readonly query: string
  readonly labels: Texts
  readonly health: string
  readonly lastError?: string
  /** Seconds. */
  readonly evaluationTime: number
  readonly lastEvaluation: string
}

/** A rule in `/api/v1/rules`; durations are seconds. */
export type RuleJson =
  | (CommonRuleJson & {
      readonly type: 'alerting'
      readonly state: string
      readonly duration: number
      readonly keepFiringFor: number
      readonly annotations: Texts
      /** `null` where they are not asked for. */
      readonly alerts: readonly AlertJson[] | null
    })
  | (CommonRuleJson & { readonly type: 'recording' })

/** A group in `/api/v1/rules`; durations are seconds. */
export interface RuleGroupJson {
  readonly name: string
  readonly file: string
  readonly rules: readonly RuleJson[]
  readonly interval: number
  readonly limit: number
  readonly evaluationTime: number
  readonly lastEvaluation: string
}

/** What `/api/v1/rules` has as its data. */
export interface RulesJson {
  readonly groups: readonly RuleGroupJson[]
  /** There are more groups: what to ask for them with. */
  readonly groupNextToken?: string
}

/**
 * Answers `/api/v1/rules` as Prometheus does.
 *
 * @throws PromqlError for parameters that are wrong, in Prometheus' words.
 * @example
 * rulesJson(evaluator, new URLSearchParams('type=alert&rule_group[]=cryo-batch'))
 */
export function rulesJson(evaluator: RuleEvaluator, parameters: URLSearchParams): RulesJson {
  const request = readRulesRequest(parameters)
  const { groupLimit, groupNames, files, nextToken } = request
  let { groups: states } = evaluator
  if (groupLimit !== null && nextToken !== '') {
    const first = states.findIndex((state) => tokenOf(state) === nextToken)
    if (first === -1)
      throw invalid('group_next_token', `invalid group_next_token '${nextToken}'. were rule groups changed?`)
    states = states.slice(first)
  }
  const groups: RuleGroupJson[] = []
  for (const state of states) {
    if (!isWanted(groupNames, state.group.name) || !isWanted(files, state.group.file)) continue
    const group = toGroup(state, request)
    if (group.rules.length === 0) continue
    if (groupLimit !== null && groups.length === groupLimit) return { groups, groupNextToken: tokenOf(state) }
    groups.push(group)
  }
  return { groups }
}

/** Answers `/api/v1/alerts` as Prometheus does. */
export function alertsJson(evaluator: RuleEvaluator): { readonly alerts: readonly AlertJson[] } {
  const rules = evaluator.groups.flatMap((group) => group.rules)
  return { alerts: rules.flatMap(({ alerts }) => (alerts?.active ?? []).map(toAlert)) }
}

function isWanted(wanted: readonly string[], name: string): boolean {
  return wanted.length === 0 || wanted.includes(name)
}

function tokenOf({ group }: GroupState): string {
  return createHash('sha256').update(`${group.file};${group.name}`).digest('hex')
}

function toGroup(state: GroupState, request: RulesRequest): RuleGroupJson {
  const { kinds, ruleNames, matcherSets } = request
  const rules = state.rules.filter(
    ({ rule }) =>
      kinds.has(rule.kind) && isWanted(ruleNames, rule.name) && fitsMatchers(rule.labels, matcherSets),
  )
  return {
    name: state.group.name,
    file: state.group.file,
    rules: rules.map((rule) => toRule(rule, request.excludesAlerts)),
    interval: state.intervalMs / 1000,
    limit: state.group.limit,
    evaluationTime: state.durationMs / 1000,
    lastEvaluation: toTime(state.evaluatedMs),
  }
}

function toRule(state: RuleState, excludesAlerts: boolean): RuleJson {
  const { rule, expression, health, lastError, durationMs, evaluatedMs } = state
  const common = {
    name: rule.name,
    query: formatExpression(expression),
    labels: sorted(rule.labels),
    health,
    ...(lastError === '' ? {} : { lastError }),
    evaluationTime: durationMs / 1000,
    lastEvaluation: toTime(evaluatedMs),
  }
  if (rule.kind === 'recording') return { ...common, type: 'recording' }
  return { ...common, ...alertingPart(state, rule), ...(excludesAlerts ? { alerts: null } : {}) }
}

function alertingPart(
  { alerts, evaluatedMs }: RuleState,
  { forMs, keepFiringForMs, annotations }: AlertingRule,
): Omit<Extract<RuleJson, { type: 'alerting' }>, keyof CommonRuleJson> {
  return {
    type: 'alerting',
    state: evaluatedMs === null ? 'unknown' : (alerts?.state ?? 'unknown'),
    duration: forMs / 1000,
    keepFiringFor: keepFiringForMs / 1000,
    annotations: sorted(annotations),
    alerts: (alerts?.active ?? []).map(toAlert),
  }
}

function toAlert({ labels, annotations, state, activeMs, keepFiringSinceMs, value }: RuleAlert): AlertJson {
  return {
    labels: sorted(labels),
    annotations: sorted(annotations),
    state,
    activeAt: toTime(activeMs),
    ...(keepFiringSinceMs === null ? {} : { keepFiringSince: toTime(keepFiringSinceMs) }),
    value: formatFloat(value, 'e', -1),
  }
}

function sorted(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

/** As Go writes times: without zeros at the end of a fraction. */
function toTime(timeMs: number | null): string {
  if (timeMs === null) return NEVER
  return new Date(timeMs).toISOString().replace(/(?:\.000|(\.\d*?)0+)Z$/, '$1Z')
}
