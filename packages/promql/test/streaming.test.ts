import { describe, expect, it } from 'vitest'

import { evaluate, type SeriesData, type SeriesSource } from '../src/index.ts'

const SERIES = 300
const SAMPLES = 500
const GROUPS = 3
const STEPS = 100
const RANGE = { start: 100_000, end: 100_000 + (STEPS - 1) * 1000, step: 1000 }

/** Makes each series as it is asked for, and counts. */
function createSource(): SeriesSource & { readonly made: number } {
  const source = {
    made: 0,
    *select(): Iterable<SeriesData> {
      for (let id = 0; id < SERIES; id++) {
        source.made++
        yield {
          labels: { __name__: 'x_total', id: String(id), group: String(id % GROUPS) },
          timestamps: Float64Array.from({ length: SAMPLES }, (_, index) => index * 1000),
          values: Float64Array.from({ length: SAMPLES }, (_, index) => index * id),
        }
      }
    },
  }
  return source
}

describe('a query holds no more than it needs', () => {
  // The samples of one series, its columns, and those of the groups.
  const maxSamples = SAMPLES + STEPS * (GROUPS + 5)

  it.each([
    'sum by (group) (rate(x_total[1m]))',
    'avg by (group) (max_over_time(x_total[1m]))',
    'max without (id) (x_total)',
    'stddev by (group) (2 * -rate(x_total[1m]))',
    'count by (group) (x_total > 5)',
    'sum by (group) (abs(deriv(x_total[1m])))',
    'min by (group) (max_over_time(rate(x_total[1m])[30s:1s]))',
    'scalar(x_total)',
    'absent(x_total)',
    'absent_over_time(x_total[1m])',
  ])('%s: one series, and what it gives', async (query) => {
    const source = createSource()
    await evaluate(query, RANGE, source, { maxSamples })
    expect(source.made).toBe(SERIES)
  })

  it('what is given whole is counted whole', async () => {
    await expect(evaluate('rate(x_total[1m])', RANGE, createSource(), { maxSamples })).rejects.toMatchObject({
      message: expect.stringContaining('too many samples') as string,
    })
    const all = SAMPLES + SERIES * STEPS
    expect(await evaluate('rate(x_total[1m])', RANGE, createSource(), { maxSamples: all })).toMatchObject({
      type: 'matrix',
    })
  })

  it('a series is not asked for before the one before it is done', async () => {
    const source = createSource()
    await expect(evaluate('x_total', RANGE, source, { maxSamples: 5 * STEPS })).rejects.toThrow('too many')
    expect(source.made).toBe(6)
  })

  it('operators give back what they were given', async () => {
    const query = Array.from({ length: 40 }, () => 'x_total').join(' + ')
    const maxOfThree = 3 * SERIES * STEPS
    expect(await evaluate(query, RANGE, createSource(), { maxSamples: maxOfThree })).toMatchObject({
      type: 'matrix',
    })
  })

  it.each([
    'quantile(0.5, x_total)',
    'topk(1, x_total)',
    'count_values("v", x_total > 0 < 0)',
    'label_replace(x_total, "a", "b", "", "")',
    'sort(x_total)',
    'histogram_quantile(0.5, x_total)',
    'x_total and x_total',
    'abs(x_total)',
    'clamp(x_total, 2, 1)',
    'timestamp(x_total)',
    'absent(x_total)',
    'x_total @ 100',
    'sum(x_total)',
    'histogram_count(x_total)',
  ])('%s, so often that it would be too much if anything were kept', async (part) => {
    const query = Array.from({ length: 40 }, () => `count(${part})`).join(' or ')
    expect(await evaluate(query, RANGE, createSource(), { maxSamples: 3 * SERIES * STEPS })).toMatchObject({
      type: 'matrix',
    })
  })
})
