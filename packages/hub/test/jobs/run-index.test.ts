import { expect, it } from 'vitest'

import { createJobRun, type JobRun } from '../../src/jobs/job-run.ts'
import { RunIndex } from '../../src/jobs/run-index.ts'
import { createRunSpan } from './run-spans.ts'

it('finds runs by what they have in common, until they are removed', () => {
  const index = new RunIndex(({ record }) => record.instanceId)
  const [first, second, other] = [
    ['r1', 'a'],
    ['r2', 'a'],
    ['r1', 'b'],
  ].map(([run = '', instance = '']) => createJobRun(createRunSpan({ record: 'start', run, instance }))) as [
    JobRun,
    JobRun,
    JobRun,
  ]
  for (const run of [first, second, other, first]) index.add(run)
  expect([...index.get('a')]).toEqual([first, second])
  index.delete(first)
  index.delete(first)
  expect([...index.get('a')]).toEqual([second])
  expect([...index.get('b')]).toEqual([other])
  index.delete(second)
  expect([...index.get('a')]).toEqual([])
})
