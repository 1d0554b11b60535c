import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { hasStack } from '../require-stack.ts'
import { evaluateUnitTest } from './evaluate-unit-test.ts'
import { judge } from './judge.ts'
import { readUnitTests } from './unit-test.ts'

const ROOT = join(import.meta.dirname, '../../..')
const LIMIT_MS = 300_000

const tests = globSync('prometheus/tests/*.test.yml', { cwd: ROOT })
  .toSorted()
  .filter((file) => readFileSync(join(ROOT, file), 'utf8').includes('../rules/app/'))
  .flatMap((file) =>
    readUnitTests(join(ROOT, file)).map((test) => ({ title: `${file}: ${test.name}`, test })),
  )

describe.runIf(hasStack)(
  'promtool finds at each step what our evaluator found',
  { timeout: LIMIT_MS },
  () => {
    it.each(tests)('$title', async ({ test }) => {
      using dir = createTempDir()
      expect(await judge(test, await evaluateUnitTest(test), dir.path)).toBe('ok')
    })
  },
)
