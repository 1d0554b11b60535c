import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { RuleFile } from '@cryo/alerts/rules'
import { parseDuration } from '@cryo/promql'
import { parse } from 'yaml'

/** A series as it stands in tests of rules. */
export interface InputSeries {
  readonly series: string
  readonly values: string
}

/** One test of a file of promtool's tests of rules, as far as it matters what is evaluated. */
export interface UnitTest {
  readonly name: string
  readonly ruleFiles: readonly RuleFile[]
  /** How far apart the samples of its series are. */
  readonly intervalMs: number
  /** How often rules are evaluated. */
  readonly evaluationMs: number
  /** Time of the last thing that it asserts. */
  readonly endMs: number
  readonly inputSeries: readonly InputSeries[]
}

interface TestFile {
  readonly rule_files: readonly string[]
  readonly evaluation_interval?: string
  readonly tests: readonly {
    readonly name?: string
    readonly interval?: string
    readonly input_series?: readonly InputSeries[]
    readonly alert_rule_test?: readonly { readonly eval_time: string }[]
    readonly promql_expr_test?: readonly { readonly eval_time: string }[]
  }[]
}

/** Reads the tests of one file. */
export function readUnitTests(path: string): readonly UnitTest[] {
  const {
    rule_files: files,
    evaluation_interval: evaluation = '1m',
    tests,
  } = parse(readFileSync(path, 'utf8')) as TestFile
  const ruleFiles = files.map((file) => {
    const name = join(dirname(path), file)
    return { name, text: readFileSync(name, 'utf8') }
  })
  return tests.map((test, index) => ({
    name: test.name ?? `unnamed ${index}`,
    ruleFiles,
    intervalMs: toMilliseconds(test.interval ?? evaluation),
    evaluationMs: toMilliseconds(evaluation),
    endMs: Math.max(
      ...[...(test.alert_rule_test ?? []), ...(test.promql_expr_test ?? [])].map((each) =>
        toMilliseconds(each.eval_time),
      ),
    ),
    inputSeries: test.input_series ?? [],
  }))
}

function toMilliseconds(duration: string): number {
  const milliseconds = duration === '0' ? 0 : parseDuration(duration)
  if (milliseconds === null) throw new Error(`no duration: ${duration}`)
  return milliseconds
}
