import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { lintRules } from '../rules/lint-rules.ts'
import { parseRules, readRules } from '../rules/read-rules.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const tests = globSync('prometheus/tests/*.yml', { cwd: ROOT })
  .map((file) => readFileSync(join(ROOT, file), 'utf8'))
  .join('\n')

const GOOD = {
  alert: 'BatchFailed',
  expr: 'max by (service_name) (cryo_job_last_failure_seconds) > 0',
  labels: { severity: 'critical' },
  annotations: {
    summary: 's',
    description: 'd',
    value: '1',
    threshold: '0',
    runbook_url: 'https://example.org/docs/runbooks/BatchFailed.md',
    dashboard_url: 'd',
  },
}

function problemsOf(rule: object, file = 'prometheus/rules/app/x.yml'): readonly string[] {
  return lintRules(parseRules(file, JSON.stringify({ groups: [{ rules: [rule] }] })), { root: ROOT, tests })
}

describe('the rules', () => {
  it('that are shipped have what each needs', () => {
    const rules = readRules(ROOT)
    expect(rules.length).toBeGreaterThan(5)
    expect(lintRules(rules, { root: ROOT, tests })).toEqual([])
  })

  it('are named with file, rule and what is wrong', () => {
    expect(problemsOf(GOOD)).toEqual([])
    expect(problemsOf({ ...GOOD, expr: 'max(cryo_job_last_failure) > 0' })).toEqual([
      'prometheus/rules/app/x.yml: BatchFailed: unknown metric cryo_job_last_failure',
    ])
  })

  it.each([
    [{ expr: 'sum(cryo_job_state' }, 'it does not parse at'],
    [{ expr: 'cryo_job_state * on (service_name) cryo_alert_threshold' }, 'joins to cryo_alert_threshold'],
    [{ expr: 'max by (service_instance_id) (cryo_job_state)' }, 'names a process by service_instance_id'],
    [{ expr: 'cryo_job_state{instance="a"}' }, 'names a process by instance'],
    [
      { expr: 'otelcol_process_uptime_seconds_total > 0' },
      'unknown metric otelcol_process_uptime_seconds_total',
    ],
    [{ labels: { severity: 'page' } }, 'severity must be one of'],
    [{ annotations: { ...GOOD.annotations, value: '' } }, 'no annotation value'],
    [{ annotations: { ...GOOD.annotations, runbook_url: 'x' } }, 'runbook_url does not end in'],
    [{ alert: 'Untested' }, 'there is no docs/runbooks/Untested.md'],
    [{ alert: 'Untested' }, 'no test in prometheus/tests'],
  ])('are refused where %j', (change, problem) => {
    expect(problemsOf({ ...GOOD, ...change }).join('\n')).toContain(problem)
  })

  it('may use what the stack tells of itself where they run in Prometheus only; recording rules have three parts', () => {
    const expr = 'sum(otelcol_process_uptime_seconds_total) > 0'
    expect(problemsOf({ ...GOOD, expr }, 'prometheus/rules/stack/x.yml')).toEqual([])
    expect(problemsOf({ record: 'mine', expr: 'cryo_job_state' }).join('\n')).toContain(
      'level:metric:operations',
    )
  })
})
