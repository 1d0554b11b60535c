import { loadRules, RuleEvaluator } from '@cryo/alerts/rules'
import { evaluate, type Labels, parseSelector } from '@cryo/promql'

import { MemorySeries } from '../../../packages/alerts/test/rules/memory-series.ts'
import { expandValues } from './expand-values.ts'
import type { InputSeries, UnitTest } from './unit-test.ts'

/** What fires after an evaluation, and what is recorded then. */
export interface EvaluatedStep {
  readonly timeMs: number
  readonly firing: readonly {
    readonly labels: Labels
    readonly annotations: Readonly<Record<string, string>>
  }[]
  readonly recorded: readonly { readonly labels: Labels; readonly value: number }[]
}

/** A test as our evaluator answers it, at each of its steps. */
export interface EvaluatedTest {
  readonly groupNames: readonly string[]
  readonly alertNames: readonly string[]
  readonly steps: readonly EvaluatedStep[]
}

/** What rules make, but for what is no number: that equals nothing. */
export const RECORDED = '{__name__=~"ALERTS|ALERTS_FOR_STATE|.+:.+"} >= -Inf'

interface Sample {
  readonly labels: Labels
  readonly timeMs: number
  readonly value: number | null
}

/** Evaluates a test with our evaluator, as promtool does with Prometheus': samples come with the time. */
export async function evaluateUnitTest(test: UnitTest): Promise<EvaluatedTest> {
  const { groups, problems } = loadRules(test.ruleFiles)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  const series = new MemorySeries()
  const evaluator = new RuleEvaluator({
    // promtool evaluates all of them at each step.
    groups: groups.map((group) => ({ ...group, intervalMs: null })),
    source: series,
    record: (labels, timeMs, value) => series.append(labels, timeMs, value),
    intervalMs: test.evaluationMs,
    isRestored: true,
  })
  const samples = toSamples(test.inputSeries, test.intervalMs)
  const firing: EvaluatedStep['firing'][] = []
  let next = 0
  for (let timeMs = 0; timeMs <= test.endMs; timeMs += test.evaluationMs) {
    for (; (samples[next]?.timeMs ?? Infinity) <= timeMs; next++) {
      const sample = samples[next]
      if (sample !== undefined) series.append(sample.labels, sample.timeMs, sample.value)
    }
    await evaluator.evaluate(timeMs)
    assertHealthy(evaluator)
    firing.push(evaluator.active().filter(({ state }) => state === 'firing'))
  }
  const steps: EvaluatedStep[] = []
  for (const [index, each] of firing.entries()) {
    const timeMs = index * test.evaluationMs
    // When all is over, as promtool does it: a rule that looks back records late.
    steps.push({ timeMs, firing: each, recorded: await findRecorded(series, timeMs) })
  }
  const alerts = groups.flatMap(({ rules }) => rules).filter(({ kind }) => kind === 'alerting')
  return {
    groupNames: groups.map(({ name }) => name),
    alertNames: [...new Set(alerts.map(({ name }) => name))],
    steps,
  }
}

function assertHealthy(evaluator: RuleEvaluator): void {
  for (const { rule, lastError } of evaluator.groups.flatMap(({ rules }) => rules))
    if (lastError !== '') throw new Error(`${rule.name}: ${lastError}`)
}

async function findRecorded(series: MemorySeries, timeMs: number): Promise<EvaluatedStep['recorded']> {
  const result = await evaluate(RECORDED, { time: timeMs }, series)
  return result.type === 'vector' ? result.samples : []
}

/** The oldest first. */
function toSamples(all: readonly InputSeries[], intervalMs: number): readonly Sample[] {
  return all
    .flatMap(({ series, values }) => {
      const labels = Object.fromEntries(parseSelector(series).map(({ name, value }) => [name, value]))
      return expandValues(values).flatMap((value, index): Sample[] =>
        value === null
          ? []
          : [{ labels, timeMs: index * intervalMs, value: value === 'stale' ? null : value }],
      )
    })
    .toSorted((left, right) => left.timeMs - right.timeMs)
}
