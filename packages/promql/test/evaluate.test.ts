import { setImmediate } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { createMatcher, evaluate, type SeriesData, type SeriesSource, STALE_NAN_BITS } from '../src/index.ts'

/** A source of series that are there whatever is asked for, as far as the matchers fit. */
function sourceOf(...series: readonly SeriesData[]): SeriesSource {
  return {
    select: (matchers) =>
      series.filter(({ labels }) =>
        matchers.every((matcher) => createMatcher(matcher)?.(labels[matcher.name] ?? '') === true),
      ),
  }
}

function seriesOf(
  labels: Readonly<Record<string, string>>,
  samples: readonly (readonly [number, number | 'stale'])[],
): SeriesData {
  const values = new Float64Array(samples.length)
  const bits = new BigUint64Array(values.buffer)
  for (const [index, [, value]] of samples.entries()) {
    if (value === 'stale') bits[index] = STALE_NAN_BITS
    else values[index] = value
  }
  return { labels, timestamps: Float64Array.from(samples, ([timeMs]) => timeMs), values }
}

const UP = { __name__: 'up', job: 'api' }

describe('a series that has ended', () => {
  const source = sourceOf(
    seriesOf(UP, [
      [10_000, 1],
      [20_000, 2],
      [30_000, 'stale'],
      [60_000, Number.NaN],
    ]),
  )
  const at = async (query: string, time: number): Promise<unknown> => {
    const result = await evaluate(query, { time }, source)
    return result.type === 'vector' ? result.samples.map(({ value }) => value) : result
  }

  it('is gone at once, and comes back with its next sample, though that is NaN', async () => {
    expect(await at('up', 29_999)).toEqual([2])
    expect(await at('up', 30_000)).toEqual([])
    expect(await at('up', 60_000)).toEqual([Number.NaN])
  })

  it('has no mark in its ranges', async () => {
    expect(await at('count_over_time(up[1m])', 60_000)).toEqual([3])
    expect(await evaluate('up[1m]', { time: 60_000 }, source)).toMatchObject({
      series: [{ timestamps: Float64Array.of(10_000, 20_000, 60_000) }],
    })
  })

  it('is too old after the lookback, to the millisecond', async () => {
    expect(await at('up', 60_000 + 299_999)).toHaveLength(1)
    expect(await at('up', 60_000 + 300_000)).toEqual([])
  })
})

it('a range is open on the left', async () => {
  const source = sourceOf(
    seriesOf(
      UP,
      [
        [0, 1],
        [60_000, 2],
      ].map(([time = 0, value = 0]) => [time, value] as const),
    ),
  )
  expect(await evaluate('count_over_time(up[1m])', { time: 60_000 }, source)).toMatchObject({
    samples: [{ value: 1 }],
  })
})

describe('limits', () => {
  const many = sourceOf(
    ...Array.from({ length: 200 }, (_, index) =>
      seriesOf(
        { __name__: 'many', id: String(index) },
        Array.from({ length: 1000 }, (_each, at) => [at * 1000, at] as const),
      ),
    ),
  )
  const range = { start: 0, end: 1_000_000, step: 1000 }

  it('too many samples are refused as by Prometheus', async () => {
    await expect(evaluate('many', range, many, { maxSamples: 100_000 })).rejects.toMatchObject({
      errorType: 'execution',
      message: 'query processing would load too many samples into memory in query execution',
    })
  })

  it('others have the thread meanwhile', async () => {
    let turns = 0
    let isDone = false
    const watch = (async () => {
      while (!isDone) {
        await setImmediate()
        turns++
      }
    })()
    await evaluate('sum(quantile_over_time(0.5, many[15m]))', range, many)
    isDone = true
    await watch
    expect(turns).toBeGreaterThan(3)
  })

  it('a signal ends a query', async () => {
    const abort = new AbortController()
    const query = evaluate('sum(quantile_over_time(0.5, many[15m]))', range, many, { signal: abort.signal })
    await setImmediate()
    abort.abort()
    await expect(query).rejects.toMatchObject({ errorType: 'canceled' })
    await expect(evaluate('1', range, many, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      errorType: 'canceled',
    })
  })

  it('a query that takes too long is ended', async () => {
    await expect(
      evaluate('sum(quantile_over_time(0.5, many[15m]))', range, many, { timeoutMs: 1 }),
    ).rejects.toMatchObject({ errorType: 'timeout' })
  })

  it.each([
    [{ time: Number.NaN }, 'time has to be a number'],
    [{ start: 2, end: 1, step: 1 }, 'end timestamp must not be before start time'],
    [{ start: 0, end: 1, step: 0 }, 'zero or negative query resolution'],
    [{ start: 0, end: Infinity, step: 1 }, 'start and end have to be numbers'],
    [{ start: 0, end: 1e12, step: 1 }, 'make the step longer'],
  ])('times that make no sense are refused: %j', async (at, message) => {
    await expect(evaluate('1', at, many)).rejects.toMatchObject({
      errorType: 'bad_data',
      message: expect.stringContaining(message) as string,
    })
  })

  it.each([
    'max_over_time(many[7h:1ms])',
    'sum(max_over_time(many[290y:1ms]))',
    'max_over_time(vector(1)[290y:1ms])',
  ])('%s is refused before it is evaluated', async (query) => {
    await expect(evaluate(query, { time: 1_000_000 }, many)).rejects.toMatchObject({ errorType: 'execution' })
  })

  it.each([
    ['year(vector(1e300))', { time: 0 }, [Number.NaN]],
    ['year()', { time: 32_503_680_000_000 }, [3000]],
    ['many offset 290y', { time: 0 }, []],
    ['rate(many[5m] @ -9e12)', { time: 0 }, []],
    ['many @ 9e12', { time: 0 }, []],
    ['clamp(many{id="1"}, NaN, -Inf)', { time: 999_000 }, [Number.NaN]],
    ['predict_linear(many{id="1"}[1h], Inf)', { time: 999_000 }, [Infinity]],
    ['topk(1e18, many{id="1"})', { time: 999_000 }, [999]],
  ])('%s is answered', async (query, at, values) => {
    const result = await evaluate(query, at, many)
    expect(result.type === 'vector' ? result.samples.map(({ value }) => value) : null).toEqual(values)
  })

  it('an expression that backtracks elsewhere takes no time here', async () => {
    const evil = sourceOf(seriesOf({ __name__: 'evil', a: 'a'.repeat(50_000) }, [[0, 1]]))
    expect(await evaluate('evil{a=~"(a+)+b"}', { time: 0 }, evil)).toMatchObject({ samples: [] })
  })
})

it('labels of any name do no harm', async () => {
  const source = sourceOf(seriesOf({ __name__: 'odd', ['__proto__']: 'x', constructor: 'y' }, [[0, 1]]))
  const result = await evaluate('abs(odd)', { time: 0 }, source)
  expect(result).toMatchObject({ type: 'vector', samples: [{ value: 1 }] })
})

it('what has no values has no result', async () => {
  expect(await evaluate('histogram_count(up)', { time: 0 }, sourceOf(seriesOf(UP, [[0, 1]])))).toMatchObject({
    samples: [],
  })
})
