import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { isOfTheStack, listApplicationMetrics } from './known-metrics.ts'
import type { Rule } from './read-rules.ts'
import { findUsedNames, type UsedNames } from './used-names.ts'

/** `none` is of rules that steer Alertmanager and tell nobody. */
const SEVERITIES = ['critical', 'warning', 'info', 'none']
const ANNOTATIONS = ['summary', 'description', 'value', 'threshold', 'runbook_url', 'dashboard_url']
/** A process comes and goes: an alert that named one would resolve and fire again with each restart. */
const INSTANCE_LABELS = ['instance', 'service_instance_id', 'host_name', 'process_pid']
/** A join to it fails for every service as soon as one runs twice. */
const RAW_THRESHOLD = 'cryo_alert_threshold'

/** What else is known of the rules. */
export interface RuleSurroundings {
  /** Root of the repository, where runbooks are looked for. */
  readonly root: string
  /** Texts of the tests of rules. */
  readonly tests: string
}

/** Says what is wrong with rules, a sentence each, with file, rule and name. */
export function lintRules(rules: readonly Rule[], surroundings: RuleSurroundings): readonly string[] {
  const known = listApplicationMetrics()
  const recorded = new Set(rules.filter(({ kind }) => kind === 'record').map(({ name }) => name))
  return rules.flatMap((rule) => {
    const used = findUsedNames(rule.expression)
    const isApp = rule.file.includes('/rules/app/')
    const problems = [
      ...(used.error === null ? [] : [used.error]),
      ...[...used.metrics]
        .filter((name) => !known.has(name) && !recorded.has(name) && !(isOfTheStack(name) && !isApp))
        .map((name) => `unknown metric ${name}`),
      ...[...used.bare]
        .filter((name) => !recorded.has(name))
        .map((name) => `${name} is not aggregated: its labels of a process stay`),
      ...(rule.kind === 'alert' ? lintAlert(rule, used, surroundings) : lintRecord(rule)),
    ]
    return problems.map((problem) => `${rule.file}: ${rule.name}: ${problem}`)
  })
}

function lintAlert(
  { name, labels, annotations }: Rule,
  { metrics, labels: usedLabels }: UsedNames,
  { root, tests }: RuleSurroundings,
): string[] {
  const severity = labels['severity'] ?? ''
  const runbook = `docs/runbooks/${name}.md`
  return [
    ...(SEVERITIES.includes(severity) ? [] : [`severity must be one of ${SEVERITIES.join(', ')}`]),
    ...ANNOTATIONS.filter((key) => (annotations[key] ?? '') === '').map((key) => `no annotation ${key}`),
    ...(metrics.has(RAW_THRESHOLD)
      ? [`joins to ${RAW_THRESHOLD}: use service:cryo_alert_threshold:max`]
      : []),
    ...INSTANCE_LABELS.filter((label) => usedLabels.has(label)).map((label) => `names a process by ${label}`),
    ...((annotations['runbook_url'] ?? '').endsWith(`/${runbook}`)
      ? []
      : [`runbook_url does not end in ${runbook}`]),
    ...(existsSync(join(root, runbook)) ? [] : [`there is no ${runbook}`]),
    ...(tests.includes(`alertname: ${name}\n`) ? [] : ['no test in prometheus/tests']),
  ]
}

function lintRecord({ name }: Rule): string[] {
  return /^[a-z0-9_]+:[a-z0-9_]+:[a-z0-9_]+$/.test(name)
    ? []
    : ['the name of a recording rule is level:metric:operations']
}
