import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir, runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

const ENTRY = join(import.meta.dirname, 'fixtures/job.mjs')

it.each([
  ['natural', { code: 0, signal: null }, { state: 'running', items: 40 }],
  ['exit', { code: 3, signal: null }, { state: 'running', items: 40 }],
  ['throw', { code: 1, signal: null }, { state: 'running', items: 40 }],
  ['sigterm', { code: null, signal: 'SIGTERM' }, { state: 'running', items: 40 }],
  ['sigtermOfItsOwn', { code: 5, signal: null }, { state: 'running', items: 42 }],
  ['exitListener', { code: 0, signal: null }, { state: 'running', items: 45 }],
  ['allDone', { code: 0, signal: null }, { state: 'completed', items: 100 }],
  ['completes', { code: 0, signal: null }, { state: 'completed', items: 40 }],
  ['pauses', { code: 0, signal: null }, { state: 'paused', items: 40 }],
])(
  'a process that ends by %s ends as it would, and leaves its last position',
  async (ending, result, saved) => {
    using dir = createTempDir()
    const file = dir.file('job.json')
    await using job = runProcess({ entry: ENTRY, env: { TEST_ENDING: ending, TEST_CHECKPOINT: file } })
    const { stderr, ...ended } = await job.exited
    expect(ended).toMatchObject(result)
    expect(ending === 'throw' ? '' : stderr).toBe('')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(saved)
  },
)
