import { expect, it } from 'vitest'

import { hasStack } from '../require-stack.ts'
import { askOurs, compare, formatOurs } from './answer.ts'
import { ALL_QUERIES } from './queries.ts'
import { readRecording, thin } from './recorded-answers.ts'
import { createTestSeries, TIMES, toSource } from './series.ts'

if (!hasStack)
  console.warn('Prometheus is not built: our evaluator is compared with answers that it gave before')

const RECORDING = readRecording()

it('our evaluator answers as Prometheus did when it was asked last', { timeout: 120_000 }, async () => {
  const source = toSource(createTestSeries())
  const { queries, answers } = RECORDING
  expect(queries, 'the queries have changed: record the answers anew (CRYO_RECORD=1)').toEqual(ALL_QUERIES)
  expect(queries.length).toBeGreaterThan(2000)
  const found: string[] = []
  for (const [index, query] of queries.entries()) {
    for (const [place, at] of TIMES.entries()) {
      const recorded = answers[index * TIMES.length + place]
      if (recorded === undefined) throw new Error(`${query} has no answer`)
      const difference = compare(recorded, await askOurs(source, query, thin(at)))
      if (difference !== null) found.push(`${query}: ${difference}`)
    }
  }
  expect(found).toEqual([])
})

it('our formatter writes as Prometheus did', () => {
  expect(RECORDING.queries.map(formatOurs)).toEqual(RECORDING.formatted)
})
