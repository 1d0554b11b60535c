import type { EvaluationTime, LabelMatcher, Labels, SeriesData, SeriesSource } from '@cryo/promql'
import { createMatcher } from '@cryo/promql'
import { createSeededRandom } from '@cryo/testing'

/** Where the data begins and ends. */
export const START_MS = 1_780_000_000_000
const END_MS: number = START_MS + 2 * 3_600_000
const EVERY_MS = 15_000

/** A series with all of its samples. */
interface TestSeries {
  readonly labels: Labels
  readonly type: 'counter' | 'gauge' | 'unknown'
  readonly samples: readonly (readonly [timeMs: number, value: number])[]
}

/** Series of all kinds, the same each time: counters that begin anew, gaps, late beginnings, NaN, infinities, histograms. */
export function createTestSeries(): readonly TestSeries[] {
  const random = createSeededRandom(42)
  const all: TestSeries[] = []
  const times = (from = 0, to = 1): number[] => {
    const found: number[] = []
    const span = END_MS - START_MS
    for (let timeMs = START_MS + from * span; timeMs <= START_MS + to * span; timeMs += EVERY_MS) {
      // Scrapes come a little early or late, and now and then not at all.
      if (random() > 0.03) found.push(Math.round(timeMs + (random() - 0.5) * 4000))
    }
    return found
  }
  const gauge = (labels: Labels, at: number[], next: (index: number) => number): void => {
    all.push({ labels, type: 'gauge', samples: at.map((timeMs, index) => [timeMs, next(index)]) })
  }
  const counter = (labels: Labels, at: number[], perSample: number): void => {
    let value = 0
    all.push({
      labels,
      type: 'counter',
      samples: at.map((timeMs) => {
        value = random() < 0.01 ? 0 : value + Math.floor(random() * perSample * 10) / 10
        return [timeMs, value]
      }),
    })
  }
  for (const job of ['api', 'worker']) {
    for (const instance of ['a', 'b', 'c']) {
      for (const code of ['200', '404', '500']) {
        counter({ __name__: 'requests_total', job, instance, code }, times(), code === '200' ? 40 : 3)
      }
      gauge({ __name__: 'memory_bytes', job, instance }, times(), () => 1e6 + random() * 1e6)
      gauge(
        { __name__: 'temperature', job, instance },
        times(),
        (index) => Math.sin(index / 20) * 30 + random(),
      )
      gauge(
        { __name__: 'build_info', job, instance, version: instance === 'c' ? '2' : '1' },
        times(),
        () => 1,
      )
      const counts = [0, 0, 0, 0, 0]
      const at = times()
      const rows = at.map(() => {
        for (let event = 0; event < 5; event++) {
          const bucket = Math.min(4, Math.floor(random() * 5))
          for (let above = bucket; above < 5; above++) counts[above] = (counts[above] ?? 0) + 1
        }
        return [...counts]
      })
      for (const [bucket, le] of ['0.1', '0.5', '1', '5', '+Inf'].entries()) {
        all.push({
          labels: { __name__: 'duration_seconds_bucket', job, instance, le },
          type: 'counter',
          samples: at.map((timeMs, index) => [timeMs, rows[index]?.[bucket] ?? 0]),
        })
      }
    }
  }
  gauge({ __name__: 'late', job: 'api' }, times(0.6), (index) => index)
  gauge({ __name__: 'gone', job: 'api' }, times(0, 0.3), (index) => index * 2)
  gauge(
    { __name__: 'sparse', job: 'api' },
    times().filter((_, index) => index % 17 === 0),
    (index) => index ** 2,
  )
  const odd = [Number.NaN, Infinity, -Infinity, 0, -1, 1e300, 1e-300, 5]
  gauge({ __name__: 'odd', job: 'api' }, times(), (index) => odd[index % odd.length] ?? 0)
  gauge({ __name__: 'constant', job: 'api' }, times(), () => 7)
  gauge({ __name__: 'seconds', job: 'api' }, times(), (index) => 1_700_000_000 + index * 86_400)
  return all
}

/** In the text format of OpenMetrics, from which promtool makes blocks. */
export function toOpenMetrics(all: readonly TestSeries[]): string {
  const lines: string[] = []
  const names = new Set(all.map(({ labels }) => labels['__name__'] ?? ''))
  for (const name of names) {
    lines.push(`# TYPE ${name} unknown`)
    for (const { labels, samples } of all) {
      if (labels['__name__'] !== name) continue
      const pairs = Object.entries(labels).filter(([label]) => label !== '__name__')
      const text = pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')
      for (const [timeMs, value] of samples) lines.push(`${name}{${text}} ${toText(value)} ${timeMs / 1000}`)
    }
  }
  return `${lines.join('\n')}\n# EOF\n`
}

function toText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Math.abs(value) === Infinity ? (value > 0 ? '+Inf' : '-Inf') : String(value)
}

/** The same for our evaluator. */
export function toSource(all: readonly TestSeries[]): SeriesSource {
  const series = all.map(({ labels, samples }): SeriesData => ({
    labels,
    timestamps: Float64Array.from(samples, ([timeMs]) => timeMs),
    values: Float64Array.from(samples, ([, value]) => value),
  }))
  return {
    select: (matchers: readonly LabelMatcher[], startMs, endMs) => {
      const tests = matchers.map((matcher) => ({ name: matcher.name, fits: createMatcher(matcher) }))
      return series
        .filter(({ labels }) => tests.every(({ name, fits }) => fits?.(labels[name] ?? '') === true))
        .map(({ labels, timestamps, values }) => {
          const from = timestamps.findIndex((timeMs) => timeMs >= startMs)
          const to = timestamps.findLastIndex((timeMs) => timeMs <= endMs) + 1
          return from === -1 || to <= from
            ? { labels, timestamps: timestamps.subarray(0, 0), values: values.subarray(0, 0) }
            : { labels, timestamps: timestamps.subarray(from, to), values: values.subarray(from, to) }
        })
    },
  }
}

/** When each query is asked: once, and over a range. */
export const TIMES: readonly EvaluationTime[] = [
  { time: START_MS + 3_600_123 },
  { start: START_MS + 600_000, end: START_MS + 4_200_500, step: 47_000 },
]
