import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { hasStack } from '../require-stack.ts'
import { type EvaluatedTest, evaluateUnitTest } from './evaluate-unit-test.ts'
import { generateSeries } from './generated-series.ts'
import { judge } from './judge.ts'

const RULES = join(import.meta.dirname, '../../../prometheus/rules/app')
const APP_RULE_FILES = globSync('*.yml', { cwd: RULES })
  .toSorted()
  .map((file) => ({ name: basename(file), text: readFileSync(join(RULES, file), 'utf8') }))
const LIMIT_MS = 300_000
const HOUR = { steps: 360, everySeconds: 10, evaluationMs: 10_000 }
/** Long enough for what looks a week back. */
const DAYS = { steps: 6480, everySeconds: 120, evaluationMs: 1_800_000 }

describe.runIf(hasStack)(
  'promtool finds what our evaluator found in series with gaps, restarts, resets and flapping',
  { timeout: LIMIT_MS },
  () => {
    const fired = new Set<string>()
    let known: EvaluatedTest['alertNames'] = []

    it.each([
      { seed: 1, title: 'an hour', ...HOUR },
      { seed: 2, title: 'an hour', ...HOUR },
      { seed: 3, title: 'an hour', ...HOUR },
      { seed: 7, title: 'nine days', ...DAYS },
    ])('$title, seed $seed', async ({ seed, title, evaluationMs, ...shape }) => {
      using dir = createTempDir()
      const test = {
        name: title,
        ruleFiles: APP_RULE_FILES,
        intervalMs: shape.everySeconds * 1000,
        evaluationMs,
        endMs: shape.steps * shape.everySeconds * 1000,
        inputSeries: generateSeries(seed, shape),
      }
      const evaluated = await evaluateUnitTest(test)
      known = evaluated.alertNames
      for (const { firing } of evaluated.steps)
        for (const { labels } of firing) fired.add(labels['alertname'] ?? '')
      expect(await judge(test, evaluated, dir.path)).toBe('ok')
    })

    it('and there was no alert of the application that did not fire in one of them', () => {
      expect(known.length).toBeGreaterThan(30)
      expect(known.filter((name) => !fired.has(name))).toEqual([])
    })
  },
)
