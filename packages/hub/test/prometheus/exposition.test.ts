import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSeededRandom } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { decodeMetrics } from '../../src/otlp/decode.ts'
import type { Metric } from '../../src/otlp/metric.ts'
import { createResource } from '../../src/otlp/resource.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { createExposition } from '../../src/prometheus/create-exposition.ts'
import type { ExpositionFormat } from '../../src/prometheus/negotiate-exposition.ts'
import {
  counter,
  gauge,
  histogram,
  ingest,
  point,
  request,
  START_MS,
  upDownCounter,
} from '../metrics/points.ts'
import { type Judges, startJudges } from './judge.ts'
import { parseExposition, type ParsedSample, toKey } from './parse-exposition.ts'

const FORMATS = ['text', 'openmetrics'] as const
const RECEIVER = join(import.meta.dirname, '../fixtures/otlp-receiver')

let judges: Judges

beforeAll(async () => {
  judges = await startJudges()
  console.info(`Expositions are judged by ${judges.names}`)
})
afterAll(() => judges.close())

function write(store: SeriesStore, format: ExpositionFormat): string {
  return [...createExposition(store).write(format)].join('')
}

function named(name: string, metric: Metric, unit = ''): Metric {
  return { ...metric, name, unit }
}

/** Samples in an order of their own. */
function sorted(samples: readonly ParsedSample[]): string[] {
  return samples.map(({ labels, value }) => `${toKey(labels)} ${value}`).toSorted()
}

interface Answers {
  readonly samples: readonly (ParsedSample & {
    readonly type: string
    readonly unit: string
    readonly help: string
    readonly startMs: number
  })[]
}

describe('an exposition, beside what the OTLP receiver of Prometheus makes of the same request', () => {
  const answers = JSON.parse(readFileSync(join(RECEIVER, 'answers.generated.json'), 'utf8')) as Answers
  const store = new SeriesStore()
  const body = readFileSync(join(RECEIVER, 'request.json'))
  runSteps(ingestMetrics(store, runSteps(decodeMetrics(body, 'application/json')).resourceMetrics))

  it('has the same samples with the same labels', () => {
    const { samples } = parseExposition(write(store, 'text'), 'text')
    const toOurs = ({ labels, value }: ParsedSample): ParsedSample => ({
      labels,
      value: value.replace('e+300', 'e+300'),
    })
    expect(sorted(samples)).toEqual(sorted(answers.samples.map(toOurs)))
    expect(answers.samples.length).toBeGreaterThan(20)
  })

  it('says the same of each metric', () => {
    const { families } = parseExposition(write(store, 'text'), 'text')
    for (const { labels, type, help } of answers.samples) {
      const name = labels['__name__'] as string
      const family = families[name] ?? families[name.replace(/_(?:bucket|sum|count)$/, '')]
      expect(family, name).toEqual(help === '' ? { type } : { type, help })
    }
  })

  it.each(FORMATS)('is taken by the parsers of others: %s', async (format) => {
    const text = write(store, format)
    const judged = await judges.judge(text, format)
    if (judged === undefined) return
    const own = parseExposition(text, format)
    const shown = own.samples.filter(({ labels }) => !labels['__name__']?.endsWith('_created'))
    expect(judged.samples.length).toBe(shown.length)
    expect(Object.keys(judged.families).toSorted()).toEqual(Object.keys(own.families).toSorted())
    const names = (samples: readonly ParsedSample[]): unknown[] =>
      sorted(samples.map(({ labels }) => ({ labels: { ...labels, le: '', quantile: '' }, value: '' })))
    expect(names(judged.samples)).toEqual(names(shown))
  })

  it('tells Prometheus when each series began', async () => {
    const judged = await judges.judge(write(store, 'openmetrics'), 'openmetrics')
    if (judged === undefined) return
    const starts = (samples: Answers['samples'] | (typeof judged)['samples']): unknown[] =>
      samples
        .filter(({ labels }) => labels['le'] === undefined && labels['quantile'] === undefined)
        .map(({ labels, startMs }) => `${toKey(labels)} ${startMs ?? 0}`)
        .toSorted()
    expect(starts(judged.samples)).toEqual(starts(answers.samples))
  })

  it('tells OpenMetrics when each series began, unless it should not', () => {
    const { samples } = parseExposition(write(store, 'openmetrics'), 'openmetrics')
    const created = samples.filter(({ labels }) => labels['__name__']?.endsWith('_created'))
    expect(created.map(({ labels, value }) => [labels['__name__'], value])).toEqual([
      ['http_server_requests_created', '1763800000.123'],
      ['http_server_requests_created', '1763800000.123'],
      ['job_duration_seconds_created', '1763800000'],
      ['rpc_latency_milliseconds_created', '1763800000'],
    ])
    const without = [...createExposition(store, { createdSamples: false }).write('openmetrics')].join('')
    expect(without).not.toContain('_created')
  })

  it('tells OpenMetrics the unit where it ends the name', () => {
    const { families } = parseExposition(write(store, 'openmetrics'), 'openmetrics')
    const units = Object.entries(families).flatMap(([name, { unit }]) =>
      unit === undefined ? [] : [[name, unit]],
    )
    expect(Object.fromEntries(units)).toEqual({
      job_duration_seconds: 'seconds',
      rpc_latency_milliseconds: 'milliseconds',
      system_network_io_bytes_per_second: 'bytes_per_second',
      _1_digits_first_percent: 'percent',
      up_time_seconds: 'seconds',
    })
    expect(write(store, 'openmetrics')).toContain('le="1.0"')
    expect(write(store, 'text')).toContain('le="1"')
  })
})

describe('metrics that meet under one name', () => {
  it('become one family where they are of one type', async () => {
    const store = new SeriesStore()
    const other = createResource(toAttributes({ 'service.name': 'other' }))
    ingest(store, { ...named('http.requests', counter(point(1, { route: '/a' }))), description: '' })
    ingest(store, named('http_requests', counter(point(2, { route: '/b' }))))
    ingest(store, gauge(point(1)))
    runSteps(ingestMetrics(store, request([named('http.requests', counter(point(3)))], other)))
    for (const format of FORMATS) {
      const text = write(store, format)
      await judges.judge(text, format)
      const { families, samples } = parseExposition(text, format)
      const family = families[format === 'text' ? 'http_requests_total' : 'http_requests']
      expect(family).toEqual({ type: 'counter', help: 'About requests.' })
      const shown = samples.filter(({ labels }) => labels['__name__'] === 'http_requests_total')
      expect(shown.map(({ value }) => value)).toEqual(['1', '2', '3'])
    }
  })

  it('lose the later one where they are not, and it is counted', async () => {
    const store = new SeriesStore()
    ingest(store, named('a.b', gauge(point(1))))
    ingest(store, named('a_b', histogram([1, 1, 1])))
    ingest(store, named('x', histogram([1, 1, 1])))
    ingest(store, named('x.count', gauge(point(5))))
    ingest(store, named('y.count', gauge(point(5))))
    ingest(store, named('y', histogram([1, 1, 1])))
    ingest(store, named('target.info', gauge(point(5))))
    ingest(store, named('up.down', upDownCounter(point(6))))
    ingest(store, named('up_down', gauge(point(7, { route: '/a' }))))
    ingest(store, named('...', gauge(point(8))))
    for (const format of FORMATS) {
      const exposition = createExposition(store)
      const text = [...exposition.write(format)].join('')
      await judges.judge(text, format)
      const { samples } = parseExposition(text, format)
      expect(samples.filter(({ labels }) => labels['__name__'] === 'a_b').map(({ value }) => value)).toEqual([
        '1',
      ])
      expect(
        samples.filter(({ labels }) => labels['__name__'] === 'x_count').map(({ value }) => value),
      ).toEqual(['3'])
      expect(samples.filter(({ labels }) => labels['__name__'] === 'up_down')).toHaveLength(2)
      expect(
        samples.filter(({ labels }) => labels['__name__']?.startsWith('y')).map(({ value }) => value),
      ).toEqual(['5'])
      expect(exposition.loss).toEqual({ conflicts: 4, unnamed: 1, unlabelled: 0, duplicates: 0 })
    }
  })

  it('both stay where only the name that OpenMetrics gives a counter is taken', async () => {
    const store = new SeriesStore()
    ingest(store, named('jobs', counter(point(1))))
    ingest(store, named('jobs', gauge(point(2))))
    ingest(store, named('runs', counter(point(3))))
    ingest(store, named('runs.created', gauge(point(4))))
    ingest(store, named('total', counter(point(5))))
    const text = write(store, 'openmetrics')
    await judges.judge(text, 'openmetrics')
    const { families, samples } = parseExposition(text, 'openmetrics')
    expect(samples.map(({ labels, value }) => [labels['__name__'], value])).toEqual([
      ['jobs_total', '1'],
      ['jobs', '2'],
      ['runs_total', '3'],
      ['runs_created', '4'],
      ['total', '5'],
    ])
    expect(families['jobs_total']?.type).toBe('unknown')
    expect(families['jobs']?.type).toBe('gauge')
    expect(families['runs']?.type).toBe('counter')
    expect(families['total']?.type).toBe('unknown')
  })
})

describe('labels', () => {
  it('are never there twice, and series neither', async () => {
    const store = new SeriesStore()
    const series = (attributes: Parameters<typeof toAttributes>[0]) =>
      point(1, { attributes: toAttributes(attributes) })
    ingest(
      store,
      gauge(
        series({ 'http.route': 'a', http_route: 'b' }),
        series({ 'a.b': 'x' }),
        series({ a_b: 'x' }),
        series({ '': 'nothing to call it' }),
        series({ __name__: 'evil', 'service.name': 'mine', job: 'mine' }),
        series({ empty: '' }),
        series({}),
      ),
    )
    const points = histogram([1, 1, 1]).points as object[]
    const clashing = { ...points[0], attributes: toAttributes({ le: 'mine', quantile: 'q' }) }
    ingest(store, { ...histogram([]), points: [clashing] } as unknown as Metric)
    for (const format of FORMATS) {
      const exposition = createExposition(store)
      const text = [...exposition.write(format)].join('')
      await judges.judge(text, format)
      const { samples } = parseExposition(text, format)
      expect(
        samples.filter(({ labels }) => labels['__name__'] === 'temperature').map(({ labels }) => labels),
      ).toEqual([
        { __name__: 'temperature', http_route: 'a;b', ...IDENTITY },
        { __name__: 'temperature', a_b: 'x', ...IDENTITY },
        { __name__: 'temperature', ...IDENTITY, service_name: 'mine' },
        { __name__: 'temperature', ...IDENTITY },
      ])
      expect(exposition.loss).toEqual({ conflicts: 0, unnamed: 0, unlabelled: 1, duplicates: 2 })
      expect(samples.find(({ labels }) => labels['__name__'] === 'duration_bucket')?.labels['quantile']).toBe(
        'q',
      )
    }
  })

  it('and names of any kind make an exposition that others take', async () => {
    const random = createSeededRandom(11)
    const characters = Array.from('ab01_.:-"\\\n\r\t {}=,é日\u{1f600}\u0000\u2028#')
    const text = (): string =>
      Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => characters[Math.floor(random() * characters.length)],
      ).join('')
    const store = new SeriesStore()
    for (let round = 0; round < 400; round++) {
      const attributes = toAttributes({ [`k${text()}`]: text(), [`${text()}k`]: text(), k: round })
      const kinds = [counter, gauge, upDownCounter]
      const kind = kinds[round % 3] as typeof gauge
      ingest(store, {
        ...named(`m${text()}`, kind(point(round, { attributes })), text()),
        description: text(),
      })
      const points = [{ ...histogram([round, 1, 2]).points[0], attributes }]
      ingest(store, { ...named(`h${text()}`, histogram([])), points } as unknown as Metric)
    }
    expect(store.seriesCount).toBeGreaterThan(700)
    for (const format of FORMATS) {
      const written = write(store, format)
      await judges.judge(written, format)
      expect(parseExposition(written, format).samples.length).toBeGreaterThan(1000)
    }
  })
})

const IDENTITY = { job: 'shop', instance: 'a', service_name: 'shop', service_instance_id: 'a' }

describe('a large exposition', () => {
  const store = new SeriesStore({ maxBytes: 64e6 })
  const points = Array.from({ length: 10_000 }, (_, index) => ({
    ...histogram([index, 1, 2]).points[0],
    attributes: toAttributes({ route: `/items/${index}` }),
  }))
  ingest(store, { ...histogram([]), points } as unknown as Metric)

  it('comes in parts of bounded length', () => {
    const chunks = [...createExposition(store).write('text')]
    expect(chunks.length).toBeGreaterThan(100)
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(40_000)
    expect(chunks.join('').split('\n').length).toBe(50_003)
  })

  it('says the same the second time, and what is new', () => {
    const exposition = createExposition(store)
    const first = [...exposition.write('openmetrics')].join('')
    expect([...exposition.write('openmetrics')].join('')).toBe(first)
    ingest(store, gauge(point(5)))
    expect([...exposition.write('openmetrics')].join('')).toContain('\ntemperature{')
  })

  it('goes on when series come and go between its parts', () => {
    const changing = new SeriesStore()
    ingest(
      changing,
      counter(...Array.from({ length: 2000 }, (_, index) => point(index, { route: `/${index}` }))),
    )
    const parts: string[] = []
    for (const part of createExposition(changing).write('text')) {
      parts.push(part)
      ingest(
        changing,
        counter(point(0, { route: '/1999', flags: 1 }), point(1, { route: `/new${parts.length}` })),
      )
    }
    const { samples } = parseExposition(parts.join(''), 'text')
    expect(samples.length).toBeGreaterThanOrEqual(1999)
    expect(samples.some(({ labels }) => labels['http_route'] === '/1999')).toBe(false)
  })
})

describe('an answer to a scrape', () => {
  it('is in the format that the client prefers', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(START_MS)))
    const exposition = createExposition(store)
    const openMetrics = exposition.answer('application/openmetrics-text;version=1.0.0')
    expect(openMetrics.contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect([...openMetrics.chunks].join('').endsWith('# EOF\n')).toBe(true)
    const text = exposition.answer(null)
    expect(text.contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect([...text.chunks].join('')).toContain(`temperature{`)
  })

  it('is empty, and well-formed, when there is nothing to tell', async () => {
    const store = new SeriesStore()
    expect(write(store, 'text')).toBe('')
    expect(write(store, 'openmetrics')).toBe('# EOF\n')
    await judges.judge('# EOF\n', 'openmetrics')
  })
})
