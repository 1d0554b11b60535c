import { createWriteStream } from 'node:fs'
import { once } from 'node:events'

import { createMatcher, type Labels, type SeriesData, type SeriesSource } from '@cryo/promql'
import { createSeededRandom } from '@cryo/testing'

export const DAY_MS = 86_400_000
export const END_MS = 1_763_800_000_000
const EVERY_MS = 10_000
const BOUNDS = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.1',
  '0.25',
  '0.5',
  '1',
  '2.5',
  '5',
  '10',
  '30',
  '60',
  '+Inf',
]

/** How many series are asked for at once. */
export const INSTANT_SIZES = [50, 500, 5000, 50_000] as const

/** Series by their names. */
export type SeriesByName = ReadonlyMap<string, readonly SeriesData[]>

/** A counter of 14 days, 100 counters and 10 histograms of a day, all at 10 s, and many gauges of now. */
export function createSeries(): SeriesByName {
  const random = createSeededRandom(5)
  const byName = new Map<string, SeriesData[]>()
  const add = (labels: Labels, durationMs: number, next: (before: number) => number): void => {
    const count = durationMs / EVERY_MS + 1
    const values = new Float64Array(count)
    for (let index = 0; index < count; index++) values[index] = next(values[index - 1] ?? 0)
    const timestamps = values.map((_, index) => END_MS - durationMs + index * EVERY_MS)
    const name = labels['__name__'] ?? ''
    byName.set(name, [...(byName.get(name) ?? []), { labels, timestamps, values }])
  }
  // Processes begin anew now and then.
  const counter = (before: number): number => (random() < 0.0005 ? 0 : before + Math.floor(random() * 20))
  add({ __name__: 'steady_total', instance: 'a' }, 14 * DAY_MS, counter)
  for (let id = 0; id < 100; id++) {
    const labels = { instance: `i${id % 10}`, route: `/route/${Math.floor(id / 10)}`, method: 'GET' }
    add({ __name__: 'requests_total', ...labels }, DAY_MS + 600_000, counter)
  }
  for (let route = 0; route < 10; route++)
    for (const [place, le] of BOUNDS.entries())
      add(
        { __name__: 'duration_seconds_bucket', route: `/route/${route}`, le },
        DAY_MS + 600_000,
        (before) => before + place,
      )
  for (const size of INSTANT_SIZES) byName.set(`gauge_${size}`, gauges(size, random))
  return byName
}

function gauges(size: number, random: () => number): SeriesData[] {
  const timestamps = Float64Array.of(END_MS - 5000)
  return Array.from({ length: size }, (_, id) => ({
    labels: { __name__: `gauge_${size}`, instance: `i${id}`, route: `/route/${id % 20}`, job: 'shop' },
    timestamps,
    values: Float64Array.of(random()),
  }))
}

/** Looks for series in memory. */
export function toSource(series: SeriesByName): SeriesSource {
  return {
    *select(matchers, startMs, endMs) {
      const name = matchers.find((matcher) => matcher.name === '__name__')?.value ?? ''
      const others = matchers.filter((matcher) => matcher.name !== '__name__')
      const tests = others.map((matcher) => ({ name: matcher.name, fits: createMatcher(matcher) }))
      for (const one of series.get(name) ?? []) {
        if (tests.some((test) => test.fits?.(one.labels[test.name] ?? '') !== true)) continue
        const from = placeOf(one.timestamps, startMs)
        const to = placeOf(one.timestamps, endMs + 1)
        yield {
          labels: one.labels,
          timestamps: one.timestamps.subarray(from, to),
          values: one.values.subarray(from, to),
        }
      }
    },
  }
}

/** Of the first that is not before a time. */
function placeOf(timestamps: Float64Array, timeMs: number): number {
  let [low, high] = [0, timestamps.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((timestamps[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Writes all of them in the text format of OpenMetrics. */
export async function writeOpenMetrics(all: SeriesByName, file: string): Promise<void> {
  const stream = createWriteStream(file)
  for (const [name, series] of all) {
    stream.write(`# TYPE ${name} unknown\n`)
    for (const { labels, timestamps, values } of series) {
      const pairs = Object.entries(labels).filter(([label]) => label !== '__name__')
      const text = pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')
      const lines = Array.from(
        values,
        (value, index) => `${name}{${text}} ${value} ${(timestamps[index] ?? 0) / 1000}\n`,
      )
      if (!stream.write(lines.join(''))) await once(stream, 'drain')
    }
  }
  stream.end('# EOF\n')
  await once(stream, 'finish')
}
