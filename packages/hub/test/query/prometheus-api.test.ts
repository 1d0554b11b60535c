import { describe, expect, it } from 'vitest'

import { NO_ATTRIBUTES } from '../../src/otlp/attributes.ts'
import { ExemplarStore } from '../../src/query/exemplar-store.ts'
import { PrometheusApi } from '../../src/query/prometheus-api.ts'
import { MemorySeries } from './memory-series.ts'

const NOW_MS = 1_763_800_100_500

function start(options: Partial<ConstructorParameters<typeof PrometheusApi>[0]> = {}) {
  const series = new MemorySeries()
  for (const [index, route] of ['/a', '/b'].entries()) {
    const handle = series.open({ __name__: 'requests_total', route, job: 'shop' })
    for (let second = 0; second <= 100; second += 10) {
      series.append(handle, NOW_MS - 100_000 + second * 1000, second * (index + 1))
    }
  }
  const metadata = new Map([['requests_total', [{ type: 'counter', help: 'Requests', unit: '' }]]])
  const api = new PrometheusApi({
    series: () => series,
    metadata: () => metadata,
    exemplars: new ExemplarStore(),
    rules: () => null,
    nowMs: () => NOW_MS,
    ...options,
  })
  return {
    series,
    ask: async (
      path: string,
      parameters: Record<string, string> | readonly (readonly [string, string])[] = {},
      signal = new AbortController().signal,
    ) => {
      const given = new URLSearchParams(parameters as Record<string, string>)
      const { status, chunks } = await api.answer({ path, parameters: given, signal })
      return { status, body: JSON.parse([...chunks].join('')) as Record<string, unknown> }
    },
  }
}

describe('PrometheusApi', () => {
  it('answers an instant query as Prometheus does', async () => {
    const { ask } = start()
    const { status, body } = await ask('query', { query: 'requests_total{route="/a"}' })
    expect(status).toBe(200)
    expect(body).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          {
            metric: { __name__: 'requests_total', job: 'shop', route: '/a' },
            value: [1_763_800_100.5, '100'],
          },
        ],
      },
    })
  })

  it('answers a range, a scalar, a text and a range vector', async () => {
    const { ask } = start()
    const range = { query: 'sum(requests_total)', start: '1763800090.5', end: '1763800100.5', step: '10' }
    expect((await ask('query_range', range)).body['data']).toEqual({
      resultType: 'matrix',
      result: [
        {
          metric: {},
          values: [
            [1_763_800_090.5, '270'],
            [1_763_800_100.5, '300'],
          ],
        },
      ],
    })
    const asked = async (query: string): Promise<unknown> =>
      (await ask('query', { query, time: '10' })).body['data']
    expect(await asked('1e-7 / 0')).toEqual({ resultType: 'scalar', result: [10, '+Inf'] })
    expect(await asked('1e-7')).toEqual({ resultType: 'scalar', result: [10, '1e-07'] })
    expect(await asked('"x"')).toEqual({ resultType: 'string', result: [10, 'x'] })
    expect(await asked('requests_total[1m]')).toEqual({ resultType: 'matrix', result: [] })
  })

  it('takes times and durations in every form of Prometheus', async () => {
    const { ask } = start()
    const value = async (time: string): Promise<unknown> => {
      const { body } = await ask('query', { query: 'requests_total{route="/a"} + 0', time })
      return (body['data'] as { result: unknown[] }).result
    }
    expect(await value('2025-11-22T08:28:20.500Z')).toEqual(await value('1763800100.5'))
    expect(await value('2025-11-22T09:28:20.500+01:00')).toEqual(await value('1.7638001005e9'))
    expect(await value('1763800100.5')).toHaveLength(1)
    const steps = async (step: string): Promise<unknown> =>
      (await ask('query_range', { query: 'time()', start: '0', end: '60', step })).body['data']
    expect(await steps('30s')).toEqual(await steps('30'))
  })

  it('lists series, labels and values', async () => {
    const { ask } = start()
    const data = async (path: string, parameters: readonly (readonly [string, string])[]): Promise<unknown> =>
      (await ask(path, parameters)).body['data']
    expect(
      await data('series', [
        ['match[]', '{route="/a"}'],
        ['match[]', 'nothing'],
      ]),
    ).toEqual([{ __name__: 'requests_total', job: 'shop', route: '/a' }])
    expect(await data('labels', [])).toEqual(['__name__', 'job', 'route'])
    expect(await data('label/route/values', [])).toEqual(['/a', '/b'])
    expect(await data('label/route/values', [['match[]', 'requests_total{route!="/a"}']])).toEqual(['/b'])
    expect(await data('label/route/values', [['end', '10']])).toEqual([])
    expect(await data('metadata', [])).toEqual({
      requests_total: [{ type: 'counter', help: 'Requests', unit: '' }],
    })
    expect(await data('metadata', [['metric', 'other']])).toEqual({})
  })

  it('says what was left out', async () => {
    const { ask } = start()
    for (const path of ['query', 'series', 'label/route/values', 'labels']) {
      const { body } = await ask(path, { query: 'requests_total', 'match[]': 'requests_total', limit: '1' })
      expect(body['warnings'], path).toEqual(['results truncated due to limit'])
    }
  })

  it.each([
    ['query', { query: 'sum(' }, 400, 'bad_data', /^invalid parameter "query": 1:5: parse error/],
    [
      'query',
      { query: 'up', time: 'x' },
      400,
      'bad_data',
      /^invalid parameter "time": invalid time value for 'time': cannot parse "x" to a valid timestamp$/,
    ],
    ['query', { query: 'up', limit: '-1' }, 400, 'bad_data', /limit must be non-negative/],
    [
      'query',
      { query: 'up', timeout: 'x' },
      400,
      'bad_data',
      /^invalid parameter "timeout": cannot parse "x" to a valid duration$/,
    ],
    ['query', { query: 'requests_total * on(job) requests_total' }, 422, 'execution', /many-to-many/],
    [
      'query_range',
      { query: 'up', start: '0', end: '1', step: '0' },
      400,
      'bad_data',
      /^invalid parameter "step": zero or negative/,
    ],
    [
      'query_range',
      { query: 'up', start: '9', end: '1', step: '1' },
      400,
      'bad_data',
      /^invalid parameter "end": end timestamp must not be before start time$/,
    ],
    [
      'query_range',
      { query: 'up', start: '0', end: '11001', step: '1' },
      400,
      'bad_data',
      /^exceeded maximum resolution of 11,000 points/,
    ],
    [
      'query_range',
      { query: 'up[5m]', start: '0', end: '1', step: '1' },
      400,
      'bad_data',
      /invalid expression type "range vector" for range query/,
    ],
    ['series', {}, 400, 'bad_data', /^no match\[\] parameter provided$/],
    ['query', { query: '1', time: '1e400' }, 400, 'bad_data', /^invalid parameter "time"/],
    ['series', { 'match[]': 'sum(up)' }, 400, 'bad_data', /^invalid parameter "match\[\]"/],
    ['metadata', { limit: 'x' }, 400, 'bad_data', /^limit must be a number$/],
    ['nothing', {}, 404, 'not_found', /nothing/],
  ] as const)('refuses %s of %o', async (path, parameters, status, errorType, error) => {
    const answer = await start().ask(path, parameters)
    expect(answer).toMatchObject({ status, body: { status: 'error', errorType } })
    expect(answer.body['error']).toMatch(error)
  })

  it('answers 503 where there is no history', async () => {
    const { ask } = start({ series: () => null })
    expect(await ask('query', { query: 'up' })).toMatchObject({
      status: 503,
      body: { errorType: 'unavailable' },
    })
  })

  it('gives up with the client, and after the time that it gave', async () => {
    const { ask } = start()
    const query = 'sum(rate(requests_total[1m:1ms]))'
    const gone = new AbortController()
    gone.abort()
    expect(await ask('query', { query }, gone.signal)).toMatchObject({
      status: 499,
      body: { errorType: 'canceled' },
    })
    const range = { query, start: '1763800000', end: '1763800100', step: '0.01', timeout: '0.001' }
    expect(await ask('query_range', range)).toMatchObject({ status: 503, body: { errorType: 'timeout' } })
  })

  it('answers exemplars of the series that any selector of a query finds', async () => {
    const exemplars = new ExemplarStore()
    const { ask } = start({ exemplars })
    for (const route of ['/a', '/b']) {
      exemplars.add(
        { __name__: 'requests_total', route },
        {
          timeMs: NOW_MS,
          value: 0.25,
          isInt: false,
          traceId: 'a'.repeat(32),
          spanId: '',
          attributes: NO_ATTRIBUTES,
        },
      )
    }
    const { body } = await ask('query_exemplars', {
      query: 'sum(rate(requests_total{route="/a"}[5m])) / sum(up)',
      start: '0',
      end: String(NOW_MS / 1000),
    })
    expect(body['data']).toEqual([
      {
        seriesLabels: { __name__: 'requests_total', route: '/a' },
        exemplars: [{ labels: { trace_id: 'a'.repeat(32) }, value: '0.25', timestamp: NOW_MS / 1000 }],
      },
    ])
    const nothing = await ask('query_exemplars', { query: 'requests_total', start: '0', end: '1' })
    expect(nothing.body['data']).toEqual([])
    expect((await ask('query_exemplars', { query: 'sum(' })).status).toBe(400)
  })

  it('refuses what would read or make too much, or is too deep, and is no error of its own', async () => {
    const { ask } = start()
    const refusals = await Promise.all(
      [
        ['query', 'count_over_time(vector(1)[100y:1ms])'],
        ['query', 'max_over_time(sum(requests_total)[14d:1ms])'],
        ['format_query', `1${'+1'.repeat(3000)}`],
        ['query', `1${'+1'.repeat(3000)}`],
      ].map(async ([path = '', query = '']) => {
        const { status, body } = await ask(path, { query })
        return [status, body['errorType']]
      }),
    )
    expect(refusals.slice(0, 2)).toEqual([
      [422, 'execution'],
      [422, 'execution'],
    ])
    for (const [status] of refusals.slice(2)) expect(status).toBeOneOf([200, 400])
  })

  describe('a list of many sets of matchers', () => {
    const sets = (count: number) => Array.from({ length: count }, () => ['match[]', '{job=~".+"}'] as const)

    it.each(['series', 'labels', 'label/route/values'])('is bounded: %s', async (path) => {
      const { ask } = start()
      const { body } = await ask(path, sets(100))
      expect(body['data']).toHaveLength(path === 'labels' ? 3 : 2)
      expect(await ask(path, sets(101))).toMatchObject({
        status: 400,
        body: { errorType: 'bad_data', error: 'invalid parameter "match[]": there may be 100 at most' },
      })
    })

    it.each(['series', 'labels', 'label/route/values'])('lets others have the thread: %s', async (path) => {
      const { ask } = start()
      const gone = new AbortController()
      setImmediate(() => gone.abort())
      expect(await ask(path, sets(100), gone.signal)).toMatchObject({
        status: 499,
        body: { errorType: 'canceled' },
      })
    })
  })
})
