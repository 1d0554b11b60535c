// Rule files
export { loadRules } from './load/load-rules.ts'
export type { LoadedRules, RuleFile } from './load/load-rules.ts'
export { describeProblem } from './load/rule-problem.ts'
export type { RuleProblem } from './load/rule-problem.ts'
export type { AlertingRule, RecordingRule, Rule, RuleGroup } from './rule.ts'

export { APP_RULE_GROUPS } from './app-rule-groups.generated.ts'

// Their evaluation
export { RuleEvaluator } from './evaluate/rule-evaluator.ts'
export type { ActiveRuleAlert, RuleEvaluatorOptions } from './evaluate/rule-evaluator.ts'
export type { AlertState } from './evaluate/alert-set.ts'
export type { RecordSample } from './evaluate/series-sink.ts'

// What Prometheus' HTTP API tells of them
export { alertsJson, rulesJson } from './api/rules-json.ts'
export type { AlertJson, RuleGroupJson, RuleJson, RulesJson } from './api/rules-json.ts'
