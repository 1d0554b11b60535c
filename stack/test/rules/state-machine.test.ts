import { createSeededRandom, createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { hasStack } from '../require-stack.ts'
import { evaluateUnitTest } from './evaluate-unit-test.ts'
import { judge } from './judge.ts'
import type { InputSeries, UnitTest } from './unit-test.ts'

const LIMIT_MS = 120_000
const STEPS = 500
const SERIES = 12

/** Everything that rules may say, whether ours do or not. */
const RULES = `groups:
  - name: waiting
    labels: { team: lab, tier: '{{ $labels.id }}' }
    rules:
      - { alert: AtOnce, expr: value > 0 }
      - { alert: Waits, expr: value > 0, for: 30s }
      - { alert: WaitsBetween, expr: value > 0, for: 25s }
      - { alert: Kept, expr: value > 0, keep_firing_for: 30s }
      - { alert: WaitsAndKept, expr: value > 0, for: 20s, keep_firing_for: 45s, annotations: { now: '{{ $value }}' } }
      - { alert: Of the state, expr: 'ALERTS{alertname="Waits", alertstate="firing"}', for: 10s }
      - { alert: Since, expr: 'time() - ALERTS_FOR_STATE{alertname="Kept"} > 60', labels: { alertstate: mine } }
      - { alert: Number, expr: 1, labels: { id: '' } }
      - { alert: Same name, expr: 'value > 0', labels: { which: one } }
      - { alert: Same name, expr: 'value > 1', labels: { which: two, tier: '{{ with query "count(value)" }}{{ . | first | value }}{{ end }}' } }
  - name: late
    query_offset: 40s
    rules:
      - { record: 'late:value', expr: value, labels: { kind: '{{ as it is }}', other: '' } }
      - { record: 'late:sum', expr: 'sum(late:value) or vector(-1)' }
      - { alert: Late, expr: 'late:sum > 10', for: 20s }
`

/** Values that come, go, end and are missing. */
function createSeries(seed: number): InputSeries[] {
  const random = createSeededRandom(seed)
  return Array.from({ length: SERIES }, (_, id) => {
    const items: string[] = []
    while (items.length < STEPS) {
      const level = ['0', '1', '2', '_', 'stale'][Math.floor(random() * 5)] ?? '0'
      for (let left = Math.ceil(random() ** 2 * 12); left > 0; left--) items.push(level)
    }
    return { series: `value{id="${id}"}`, values: items.join(' ') }
  })
}

it.runIf(hasStack).each([1, 2, 3, 4])(
  'promtool has the same states, series and ends of series, seed %i',
  { timeout: LIMIT_MS },
  async (seed) => {
    using dir = createTempDir()
    const test: UnitTest = {
      name: 'states',
      ruleFiles: [{ name: 'states.yml', text: RULES }],
      intervalMs: 5000,
      evaluationMs: 10_000,
      endMs: STEPS * 5000,
      inputSeries: createSeries(seed),
    }
    expect(await judge(test, await evaluateUnitTest(test), dir.path)).toBe('ok')
  },
)
