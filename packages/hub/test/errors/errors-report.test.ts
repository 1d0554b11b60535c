import { beforeEach, expect, it } from 'vitest'

import { ErrorGroups } from '../../src/errors/error-groups.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import type { Span } from '../../src/otlp/span.ts'
import { reportErrors } from '../../src/report/errors-report.ts'
import { SpanStore } from '../../src/spans/span-store.ts'
import { anErrorSpan, aProcess, countErrors } from './error-spans.ts'

let series: SeriesStore
let spans: SpanStore
let groups: ErrorGroups

beforeEach(() => {
  series = new SeriesStore()
  spans = new SpanStore()
  groups = new ErrorGroups(series)
  spans.watch((span) => groups.take(span))
})

const report = (): ReturnType<typeof reportErrors> => {
  groups.work()
  groups.work()
  groups.observe(Date.now())
  return reportErrors(series, spans, groups, Date.now())
}

it('counts errors of processes that have a counter by it, and those of others by their events', async () => {
  await countErrors(series, aProcess(), 3)
  // Two of the three; the third was sampled out.
  for (let seen = 0; seen < 2; seen++) spans.add(anErrorSpan())
  const python = aProcess('python-1', 'fit')
  for (let seen = 0; seen < 2; seen++)
    spans.add(anErrorSpan({ resource: python, group: null, type: 'ValueError', message: 'singular matrix' }))
  const { total, byType, groups: shown } = report()
  expect(byType).toEqual([
    { service: 'screening', type: 'RangeError', count: 3 },
    { service: 'fit', type: 'ValueError', count: 2 },
  ])
  expect(total).toBe(5)
  expect(shown.reduce((sum, { count }) => sum + count, 0)).toBe(total)
})

it('shows the latest errors also after thousands of spans without one', () => {
  spans.add(anErrorSpan({ message: 'the one' }))
  const usual: Span = { ...anErrorSpan(), events: [] }
  for (let index = 0; index < 5000; index++) spans.add(usual)
  expect(report().recent).toMatchObject([{ message: 'the one' }])
})
