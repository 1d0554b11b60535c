import { createTempDir } from '@cryo/testing'
import { expect, it } from 'vitest'

import { hasStack } from '../require-stack.ts'
import { evaluateUnitTest } from './evaluate-unit-test.ts'
import { judge } from './judge.ts'
import { TEMPLATES, VALUES } from './template-cases.ts'
import type { UnitTest } from './unit-test.ts'

const EVERY_MS = 10_000

function testOf(templates: readonly string[], values: readonly (number | string)[]): UnitTest {
  const annotations = Object.fromEntries(templates.map((template, index) => [`t${index}`, template]))
  const rules = [
    {
      alert: 'Templates',
      expr: 't',
      labels: {
        severity: '{{ if gt $value 1.0 }}critical{{ else }}info{{ end }}',
        empty: '{{ $labels.nope }}',
      },
      annotations,
    },
  ]
  return {
    name: 'templates',
    ruleFiles: [{ name: 'templates.yml', text: JSON.stringify({ groups: [{ name: 'g', rules }] }) }],
    intervalMs: EVERY_MS,
    evaluationMs: EVERY_MS,
    endMs: (values.length - 1) * EVERY_MS,
    inputSeries: [
      { series: 't{job="api", path="/a b"}', values: values.join(' ') },
      ...['c', 'a', 'b'].map((n, index) => ({
        series: `many{job="api", n="${n}"}`,
        values: `${index + 0.5}x${values.length}`,
      })),
    ],
  }
}

it.runIf(hasStack)('promtool makes the same texts of templates, those that fail among them', async () => {
  using dir = createTempDir()
  const test = testOf(TEMPLATES, VALUES)
  expect(await judge(test, await evaluateUnitTest(test), dir.path)).toBe('ok')
})

it.runIf(hasStack)('and of values that are no numbers', async () => {
  using dir = createTempDir()
  const test = testOf(TEMPLATES, ['NaN', 'Inf', '-Inf'])
  expect(await judge(test, await evaluateUnitTest(test), dir.path)).toBe('ok')
})
