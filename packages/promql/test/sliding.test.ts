import { describe, expect, it } from 'vitest'

import { evaluate, type SeriesSource } from '../src/index.ts'

const EVERY_MS = 1000
const COUNT = 3000
const STEP_MS = 7000
/** Samples in a range: many more than are added up one by one. */
const RANGE = 500

/** One after another, always the same. */
function createRandom(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

const random = createRandom()
const ofEach = (make: (index: number) => number): Float64Array =>
  Float64Array.from({ length: COUNT }, (_, index) => make(index))

/** Series over which sums that slide could lose what sums of each range do not. */
const KINDS: Readonly<Record<string, Float64Array>> = {
  constant: ofEach(() => 7),
  noise: ofEach(() => random() * 1000),
  'a wave around zero': ofEach((index) => Math.sin(index / 40) * 1e6 + random()),
  'large numbers that go': ofEach((index) => (index < 900 ? 1e25 : 1) * random()),
  'numbers that overflow': ofEach((index) => (index % 3 === 0 ? 1.7e308 : -1.6e308)),
  'NaN and infinities': ofEach((index) =>
    index === 800 ? Number.NaN : index === 1600 ? Infinity : index === 1700 ? -Infinity : random(),
  ),
  'NaN only': ofEach(() => Number.NaN),
  'equal numbers': ofEach(() => Math.floor(random() * 3)),
  'a counter that begins anew': ofEach((index) => (index % 400) * 3),
  'a gauge, as if it were a counter': ofEach(() => random() * 100 - 20),
}

function sourceOf(values: Float64Array): SeriesSource {
  const timestamps = ofEach((index) => index * EVERY_MS)
  return { select: () => [{ labels: { __name__: 'x_total' }, timestamps, values }] }
}

/** Looks at every sample of every range. */
const PLAIN: Readonly<Record<string, (values: Float64Array) => number | null>> = {
  max_over_time: (values) =>
    values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  min_over_time: (values) =>
    values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  sum_over_time: (values) => sumOf(values).total,
  avg_over_time: (values) => sumOf(values).mean,
  changes: (values) => countOf(values, (before, value) => !Object.is(before, value)),
  resets: (values) => countOf(values, (before, value) => value < before),
  count_over_time: (values) => values.length,
  'quantile_over_time 0.3': (values) => {
    const sorted = [...values].toSorted((left, right) =>
      Number.isNaN(left) ? -1 : Number.isNaN(right) ? 1 : left - right,
    )
    const rank = 0.3 * (sorted.length - 1)
    const weight = rank - Math.floor(rank)
    return (sorted[Math.floor(rank)] ?? 0) * (1 - weight) + (sorted[Math.ceil(rank)] ?? 0) * weight
  },
  delta: (values) => (values.at(-1) ?? 0) - (values[0] ?? 0),
  increase: (values) => {
    let gained = (values.at(-1) ?? 0) - (values[0] ?? 0)
    for (let index = 1; index < values.length; index++)
      if ((values[index] ?? 0) < (values[index - 1] ?? 0)) gained += values[index - 1] ?? 0
    return gained
  },
}

function countOf(values: Float64Array, counts: (before: number, value: number) => boolean): number {
  return values.slice(1).filter((value, index) => counts(values[index] ?? 0, value)).length
}

/** With what additions lose: Neumaier's sum, and a mean that does not overflow. */
function sumOf(values: Float64Array): { readonly total: number; readonly mean: number } {
  let [sum, lost, mean, isMean] = [0, 0, 0, false]
  for (const [index, value] of values.entries()) {
    const total = sum + value
    if (Math.abs(total) === Infinity && !isMean && Math.abs(sum) !== Infinity) {
      isMean = true
      mean = (sum + lost) / index
    }
    if (isMean) mean = mean * (index / (index + 1)) + value / (index + 1)
    lost =
      Math.abs(total) === Infinity
        ? 0
        : lost + (Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum)
    sum = total
  }
  return {
    total: Math.abs(sum) === Infinity ? sum : sum + lost,
    mean: isMean ? mean : sum / values.length + lost / values.length,
  }
}

describe.each(Object.entries(KINDS))('over %s', (_name, values) => {
  it.each(Object.keys(PLAIN))('%s gives what looking at every sample of every range gives', async (name) => {
    const [call = '', parameter] = name.split(' ')
    const query = `${call}(${parameter === undefined ? '' : `${parameter}, `}x_total[${RANGE}s])`
    const end = (COUNT - 1) * EVERY_MS
    const result = await evaluate(query, { start: 0, end, step: STEP_MS }, sourceOf(values))
    const [found] = result.type === 'matrix' ? result.series : []
    const expected =
      found === undefined ? [] : [...found.timestamps].map((timeMs) => plain(name, values, timeMs))
    expect(found?.values.length).toBeGreaterThan(400)
    for (const [index, value] of found?.values.entries() ?? []) {
      const wanted = expected[index] ?? Number.NaN
      // Where it is no number, it is the same.
      const tolerance = Number.isFinite(wanted) ? 1e-12 * Math.abs(wanted) : 0
      expect(Object.is(value, wanted) || Math.abs(value - wanted) <= tolerance).toBe(true)
    }
  })
})

function plain(name: string, values: Float64Array, timeMs: number): number {
  const to = timeMs / EVERY_MS + 1
  const inRange = values.subarray(Math.max(0, to - RANGE), to)
  const value = PLAIN[name]?.(inRange) ?? Number.NaN
  const isExtrapolated = name === 'delta' || name === 'increase'
  return isExtrapolated ? value * extrapolation(name, inRange, value) : value
}

/** Samples begin or end up to one interval from where the range does. */
function extrapolation(name: string, inRange: Float64Array, gained: number): number {
  const sampled = inRange.length - 1
  let toStart = inRange.length < RANGE ? 0.5 : 1
  const first = inRange[0] ?? 0
  if (name === 'increase' && gained > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / gained))
  return (sampled + toStart) / sampled
}
