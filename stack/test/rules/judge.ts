import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'

import { builtPath } from '../require-stack.ts'
import type { EvaluatedStep, EvaluatedTest } from './evaluate-unit-test.ts'
import { RECORDED } from './evaluate-unit-test.ts'
import type { UnitTest } from './unit-test.ts'

/**
 * Lets promtool judge what our evaluator made of a test: alerts that fire, with labels and annotations, and everything
 * that is recorded, at every step.
 *
 * @param dir - For the files.
 * @returns `ok`, or what promtool says.
 */
export async function judge(test: UnitTest, evaluated: EvaluatedTest, dir: string): Promise<string> {
  mkdirSync(dir, { recursive: true })
  const ruleFiles = test.ruleFiles.map(({ name, text: rules }, index) => {
    const file = `${index}-${basename(name)}`
    writeFileSync(join(dir, file), rules)
    return file
  })
  // Every JSON is YAML.
  writeFileSync(join(dir, 'judged.test.yml'), JSON.stringify(toTestFile(test, evaluated, ruleFiles)))
  const child = spawn(builtPath('promtool'), ['test', 'rules', 'judged.test.yml'], { cwd: dir })
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  const [said, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return code === 0 ? 'ok' : `${code}\n${(said + complained).slice(0, 4000)}`
}

function toTestFile(
  test: UnitTest,
  { groupNames, alertNames, steps }: EvaluatedTest,
  ruleFiles: readonly string[],
): unknown {
  return {
    rule_files: ruleFiles,
    evaluation_interval: `${test.evaluationMs}ms`,
    group_eval_order: groupNames,
    // The last bit of a quotient may differ.
    fuzzy_compare: true,
    tests: [
      {
        name: test.name,
        interval: `${test.intervalMs}ms`,
        input_series: test.inputSeries,
        alert_rule_test: steps.flatMap((step) => alertNames.map((name) => toAlertTest(step, name))),
        promql_expr_test: steps.map(({ timeMs, recorded }) => ({
          expr: RECORDED,
          eval_time: `${timeMs}ms`,
          exp_samples: recorded.map(({ labels, value }) => ({
            labels: formatLabels(labels),
            value: Math.abs(value) === Infinity ? (value > 0 ? '+Inf' : '-Inf') : value,
          })),
        })),
      },
    ],
  }
}

function toAlertTest({ timeMs, firing }: EvaluatedStep, alertname: string): unknown {
  return {
    eval_time: `${timeMs}ms`,
    alertname,
    exp_alerts: firing
      .filter(({ labels }) => labels['alertname'] === alertname)
      .map(({ labels, annotations }) => ({ exp_labels: labels, exp_annotations: annotations })),
  }
}

function formatLabels(labels: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`
}
