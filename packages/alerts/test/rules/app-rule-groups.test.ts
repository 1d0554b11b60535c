import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { APP_RULE_GROUPS, loadRules, RuleEvaluator } from '../../src/rules/index.ts'
import { MemorySeries } from './memory-series.ts'

const RULES = join(import.meta.dirname, '../../../../prometheus/rules/app')

describe('the rules that are packed', () => {
  it('are those of prometheus/rules/app, which have no problems', () => {
    const files = globSync('*.yml', { cwd: RULES })
      .toSorted()
      .map((file) => ({ name: basename(file), text: readFileSync(join(RULES, file), 'utf8') }))
    expect(loadRules(files)).toEqual({ groups: APP_RULE_GROUPS, problems: [] })
    expect(APP_RULE_GROUPS.flatMap(({ rules }) => rules).length).toBeGreaterThan(40)
  })

  it('are named where other files repeat one of them', () => {
    const [first] = APP_RULE_GROUPS.flatMap(({ rules }) => rules)
    const rule = { alert: first?.name, expr: 'up == 0', labels: first?.labels }
    const text = JSON.stringify({ groups: [{ name: 'own', rules: [rule] }] })
    const { problems } = loadRules([{ name: 'own.yml', text }], APP_RULE_GROUPS)
    expect(problems).toMatchObject([{ file: 'own.yml', rule: first?.name, isKept: true }])
  })

  it('can all be evaluated where nothing is known, and nothing is active', async () => {
    const groups = APP_RULE_GROUPS
    const series = new MemorySeries()
    const evaluator = new RuleEvaluator({ groups, source: series, record: series.append.bind(series) })
    expect(await evaluator.evaluate(0)).toBe(true)
    expect(evaluator.active()).toEqual([])
    const alerts = groups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'alerting')
    expect(evaluator.evaluatedNames()).toEqual(new Set(alerts.map(({ name }) => name)))
  })

  it('tell of a job that failed', async () => {
    const groups = APP_RULE_GROUPS
    const series = new MemorySeries()
    const labels = { service_name: 'lab', cryo_job_name: 'screen', service_instance_id: 'a' }
    series.append({ __name__: 'cryo_job_last_failure_seconds', ...labels }, 0, 20)
    series.append({ __name__: 'cryo_job_last_success_seconds', ...labels }, 0, 0)
    const evaluator = new RuleEvaluator({ groups, source: series, record: series.append.bind(series) })
    await evaluator.evaluate(30_000)
    expect(evaluator.active()).toMatchObject([
      {
        labels: {
          alertname: 'BatchFailed',
          service_name: 'lab',
          cryo_job_name: 'screen',
          severity: 'critical',
        },
        annotations: {
          summary: 'Job screen of lab failed',
          description: 'Its last run failed at 1970-01-01 00:00:20 +0000 UTC and none has succeeded since.',
          value: '20',
          threshold: '0',
        },
        state: 'firing',
        firedMs: 30_000,
      },
    ])
  })
})
