import { evaluate, STALE_NAN_BITS } from '@cryo/promql'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { SeriesRecorder } from '../../src/history/series-recorder.ts'
import { endResource } from '../../src/metrics/end-series.ts'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { resourceKey } from '../../src/metrics/metric-path.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import type { Metric } from '../../src/otlp/metric.ts'
import { createResource, createScope } from '../../src/otlp/resource.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { counter, deltaCounter, gauge, histogram, point, RESOURCE, START_MS } from '../metrics/points.ts'
import { ExemplarStore } from '../../src/query/exemplar-store.ts'
import { MemorySeries } from '../query/memory-series.ts'

const OWN = 'hub-1'
const STRANGER = ''

afterEach(() => {
  vi.useRealTimers()
})

function start() {
  vi.useFakeTimers({ toFake: ['Date'] })
  const store = new SeriesStore()
  const exemplars = new ExemplarStore()
  const recorder = new SeriesRecorder(store, exemplars)
  const history = new MemorySeries()
  recorder.use(history)
  return {
    store,
    history,
    recorder,
    exemplars,
    send: (source: string, ...metrics: Metric[]) => {
      const resourceMetrics = [
        { resource: RESOURCE, scopeMetrics: [{ scope: createScope('test'), metrics }] },
      ]
      return runSteps(ingestMetrics(store, resourceMetrics, source, source === STRANGER, recorder))
    },
    sample: (afterMs: number) => runSteps(recorder.sample(START_MS + afterMs)),
    /** Samples by their series, with times after the start. */
    samples: (name: string) =>
      Object.fromEntries(
        [...history.select([{ name: '__name__', op: '=', value: name }], 0, Infinity)].map(
          ({ labels, timestamps, values }) => [
            labels['le'] ?? labels['route'] ?? '',
            [...timestamps].map((timeMs, index) => [timeMs - START_MS, shown(values, index)]),
          ],
        ),
      ),
  }
}

function shown(values: Float64Array, index: number): number | 'stale' {
  const bits = new BigUint64Array(values.buffer, values.byteOffset)[index]
  return bits === STALE_NAN_BITS ? 'stale' : (values[index] ?? 0)
}

describe('SeriesRecorder', () => {
  it('records a counter of our own at each sampling, from 0 at its start', () => {
    const { send, sample, samples } = start()
    send(OWN, counter(point(3)))
    sample(10_000)
    sample(20_000)
    expect(samples('requests_total')).toEqual({
      '': [
        [0, 0],
        [10_000, 3],
        [20_000, 3],
      ],
    })
  })

  it('records every point of a stranger at its own time, and none at a sampling', () => {
    const { send, sample, samples } = start()
    send(STRANGER, gauge(point(1, { timeMs: START_MS + 1000 }), point(2, { timeMs: START_MS + 2000 })))
    sample(10_000)
    expect(samples('temperature')).toEqual({
      '': [
        [1000, 1],
        [2000, 2],
      ],
    })
  })

  it('records a point that came late where it belongs', () => {
    const { send, samples } = start()
    send(STRANGER, gauge(point(1, { timeMs: START_MS + 1000 })), gauge(point(3, { timeMs: START_MS + 3000 })))
    send(STRANGER, gauge(point(2, { timeMs: START_MS + 2000 })))
    expect(samples('temperature')['']).toEqual([
      [1000, 1],
      [2000, 2],
      [3000, 3],
    ])
  })

  it('adds deltas up', () => {
    const { send, samples } = start()
    const first = { startMs: START_MS, timeMs: START_MS + 1000 }
    send(STRANGER, deltaCounter(point(2, first)))
    send(STRANGER, deltaCounter(point(5, { startMs: START_MS + 1000, timeMs: START_MS + 2000 })))
    expect(samples('requests_total')['']).toEqual([
      [0, 0],
      [1000, 2],
      [2000, 7],
    ])
  })

  it('makes cumulative buckets, a count and a sum of a histogram', () => {
    const { send, sample, samples } = start()
    send(OWN, histogram([1, 2, 3], { sum: 40 }))
    sample(10_000)
    expect(samples('duration_bucket')).toMatchObject({
      '1': [
        [0, 0],
        [10_000, 1],
      ],
      '10': [
        [0, 0],
        [10_000, 3],
      ],
    })
    expect(samples('duration_bucket')['+Inf']).toEqual([
      [0, 0],
      [10_000, 6],
    ])
    expect(samples('duration_count')['']?.at(-1)).toEqual([10_000, 6])
    expect(samples('duration_sum')['']?.at(-1)).toEqual([10_000, 40])
  })

  it('makes an exponential histogram a classic one', () => {
    const { send, samples } = start()
    const { attributes, startMs, timeMs, flags } = point(0)
    send(STRANGER, {
      name: 'duration',
      description: '',
      unit: '',
      type: 'exponentialHistogram',
      temporality: 'cumulative',
      points: [
        {
          attributes,
          startMs,
          timeMs,
          flags,
          exemplars: [],
          min: undefined,
          max: undefined,
          count: 6,
          sum: 40,
          scale: 0,
          zeroCount: 1,
          zeroThreshold: 0,
          // Of (1, 2], (2, 4] and (4, 8].
          positive: { offset: 0, counts: [1, 1, 3] },
          negative: { offset: 0, counts: [] },
        },
      ],
    })
    const newest = (name: string): Record<string, unknown> =>
      Object.fromEntries(Object.entries(samples(name)).map(([le, found]) => [le, found.at(-1)]))
    expect(newest('duration_bucket')).toMatchObject({
      '2': [1000, 2],
      '4': [1000, 3],
      '8': [1000, 6],
      '+Inf': [1000, 6],
    })
    expect([newest('duration_count')[''], newest('duration_sum')['']]).toEqual([
      [1000, 6],
      [1000, 40],
    ])
  })

  it('records the quantiles of a summary as they were told, its count and its sum', async () => {
    const { send, history } = start()
    const { attributes, startMs, timeMs, flags } = point(0, { route: '/' })
    const quantiles = [
      { quantile: 0.5, value: 2 },
      { quantile: 0.99, value: 7 },
    ]
    send(STRANGER, {
      name: 'wait',
      description: '',
      unit: 's',
      type: 'summary',
      points: [{ attributes, startMs, timeMs, flags, count: 4, sum: 9, quantiles }],
    })
    const { samples } = (await evaluate('{__name__=~"wait.*"}', { time: timeMs }, history)) as {
      samples: readonly { labels: Record<string, string>; value: number }[]
    }
    expect(
      samples.map(({ labels, value }) => [labels['__name__'], labels['quantile'], labels['route'], value]),
    ).toEqual([
      ['wait_seconds', '0.5', '/', 2],
      ['wait_seconds', '0.99', '/', 7],
      ['wait_seconds_count', undefined, '/', 4],
      ['wait_seconds_sum', undefined, '/', 9],
    ])
  })

  it('begins at 0 again where a process counts anew', () => {
    const { send, samples } = start()
    send(STRANGER, counter(point(9)))
    send(STRANGER, counter(point(2, { startMs: START_MS + 5000, timeMs: START_MS + 8000 })))
    expect(samples('requests_total')['']).toEqual([
      [0, 0],
      [1000, 9],
      [5000, 0],
      [8000, 2],
    ])
  })

  it('writes no 0 over what an earlier hub has recorded', () => {
    const { history, send, sample, samples, store } = start()
    send(OWN, counter(point(3)))
    sample(10_000)
    const next = new SeriesRecorder(store, new ExemplarStore())
    next.use(history)
    runSteps(next.sample(START_MS + 20_000))
    expect(samples('requests_total')['']).toEqual([
      [0, 0],
      [10_000, 3],
      [20_000, 3],
    ])
  })

  it('ends a series with what its process told last, once it is gone', async () => {
    const { history, store, send, sample, samples } = start()
    send(OWN, gauge(point(1)))
    sample(10_000)
    send(OWN, gauge(point(2, { timeMs: START_MS + 14_000 })))
    vi.setSystemTime(START_MS + 15_000)
    for (const _ of endResource(store, resourceKey(RESOURCE), START_MS + 15_000)) continue
    sample(20_000)
    sample(30_000)
    expect(samples('temperature')['']).toEqual([
      [10_000, 1],
      [15_000, 2],
      [15_001, 'stale'],
    ])
    const left = await evaluate('temperature', { time: START_MS + 21_000 }, history)
    expect(left).toMatchObject({ type: 'vector', samples: [] })
  })

  it('knows a process that came and went between two samplings', () => {
    const { store, send, sample, samples } = start()
    sample(10_000)
    send(OWN, counter(point(3, { startMs: START_MS + 12_000, timeMs: START_MS + 15_000 })))
    vi.setSystemTime(START_MS + 15_000)
    for (const _ of endResource(store, resourceKey(RESOURCE), START_MS + 15_000)) continue
    sample(20_000)
    expect(samples('requests_total')['']).toEqual([
      [12_000, 0],
      [15_000, 3],
      [15_001, 'stale'],
    ])
  })

  it('tells of resources', () => {
    const { store, sample, history } = start()
    const resource = createResource(
      toAttributes({
        'service.name': 'shop',
        'service.instance.id': 'a',
        'telemetry.sdk.language': 'python',
      }),
    )
    const resourceMetrics = [
      { resource, scopeMetrics: [{ scope: createScope('test'), metrics: [gauge(point(1))] }] },
    ]
    runSteps(ingestMetrics(store, resourceMetrics, OWN))
    sample(10_000)
    expect([...history.series([[{ name: '__name__', op: '=', value: 'target_info' }]], 0, Infinity)]).toEqual(
      [{ __name__: 'target_info', instance: 'a', job: 'shop', telemetry_sdk_language: 'python' }],
    )
  })

  it('records one of two series that have the same labels', () => {
    const { store, recorder, samples } = start()
    const scopeMetrics = ['one', 'two'].map((name, index) => ({
      scope: createScope(name),
      metrics: [gauge(point(index + 1))],
    }))
    runSteps(ingestMetrics(store, [{ resource: RESOURCE, scopeMetrics }], OWN))
    runSteps(recorder.sample(START_MS + 10_000))
    expect(samples('temperature')['']).toEqual([[10_000, 1]])
    expect(recorder.unnamed).toBe(1)
  })

  it('keeps the exemplars of strangers with the sample that they are of', () => {
    const { send, exemplars } = start()
    const exemplar = (value: number, afterMs: number) => ({
      timeMs: START_MS + afterMs,
      value,
      isInt: false,
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      attributes: toAttributes({ 'user.id': 7, long: 'x'.repeat(128) }),
    })
    const { points, ...rest } = histogram([1, 1, 1]) as Extract<Metric, { type: 'histogram' }>
    const withExemplars = points.map((each) => ({
      ...each,
      exemplars: [exemplar(1, 100), exemplar(50, 200), exemplar(51, 150)],
    }))
    send(STRANGER, { ...rest, points: withExemplars })
    send(OWN, counter({ ...point(1), exemplars: [exemplar(1, 100)] }))
    const all = exemplars.find([[]], 0, Infinity)
    expect(all.map(({ seriesLabels, exemplars: found }) => [seriesLabels['le'], found])).toEqual([
      ['1', [expect.objectContaining({ value: 1, timestampMs: START_MS + 100 })]],
      ['+Inf', [expect.objectContaining({ value: 50, timestampMs: START_MS + 200 })]],
    ])
    expect(all[0]?.exemplars[0]?.labels).toEqual({
      trace_id: 'a'.repeat(32),
      span_id: 'b'.repeat(16),
      user_id: '7',
    })
    expect(exemplars.find([[{ name: 'le', op: '=', value: '1' }]], 0, START_MS + 99)).toEqual([])
  })
})
