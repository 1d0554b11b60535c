import { createRandomFigures } from './random-figures.ts'

/** A job as it went: when each item was done, in seconds since its start. */
export interface ReplayedJob {
  readonly doneAt: readonly number[]
  /** Of what runs side by side: which part each item belongs to, and how many items the parts have. */
  readonly parts?: { readonly of: readonly number[]; readonly totals: readonly number[] }
}

type Pace = (item: number, seconds: number) => number

const ITEMS = 2000
/** Jobs of about an hour. */
const ITEM_SECONDS = 1.5

/** Job shapes by name; the seed varies their figures. */
export const JOB_SHAPES: Readonly<Record<string, (seed: number) => ReplayedJob>> = {
  steady: (seed) => {
    const { logNormal } = createRandomFigures(seed)
    const pace = ITEM_SECONDS * logNormal(0.5)
    return replay(ITEMS, () => pace * logNormal(0.4))
  },
  'warm-up': (seed) => {
    const { between, logNormal } = createRandomFigures(seed)
    const length = ITEMS * between(0.05, 0.15)
    const slowness = between(2, 6)
    return replay(ITEMS, (item) => ITEM_SECONDS * (1 + slowness * Math.exp(-item / length)) * logNormal(0.3))
  },
  decelerating: (seed) => {
    const { between, logNormal } = createRandomFigures(seed)
    const growth = between(1, 4)
    return replay(ITEMS, (item) => ITEM_SECONDS * (1 + (growth * item) / ITEMS) * logNormal(0.3))
  },
  'two-phase': (seed) => {
    const { between, logNormal, uniform } = createRandomFigures(seed)
    const change = ITEMS * between(0.25, 0.4)
    const ratio = between(2, 4)
    const factor = uniform() < 0.5 ? 1 / ratio : ratio
    return replay(ITEMS, (item) => ITEM_SECONDS * (item < change ? 1 : factor) * logNormal(0.3))
  },
  bursty: (seed) => {
    const { between, logNormal } = createRandomFigures(seed)
    const work = between(20, 60)
    const pause = between(20, 60)
    let until = work
    return replay(ITEMS, (_item, seconds) => {
      const own = (ITEM_SECONDS / 2) * logNormal(0.3)
      if (seconds <= until) return own
      const gap = pause * logNormal(0.5)
      until = seconds + gap + work * logNormal(0.5)
      return own + gap
    })
  },
  'heavy-tailed items': (seed) => {
    const { uniform } = createRandomFigures(seed)
    // Pareto with infinite variance, cut at what a person would end by hand.
    return replay(ITEMS, () => (ITEM_SECONDS / 3) * Math.min(2000, (1 - uniform()) ** (-1 / 1.6)))
  },
  'resumed at 50 %': (seed) => {
    const { logNormal } = createRandomFigures(seed)
    const pace = ITEM_SECONDS * logNormal(0.5)
    return replay(ITEMS / 2, () => pace * logNormal(0.4))
  },
  'parallel children': (seed) => {
    const { between, logNormal } = createRandomFigures(seed)
    const children = [0, 1, 2, 3].map((child) => {
      const pace = 4 * ITEM_SECONDS * between(0.6, 1.4)
      const { doneAt } = replay(ITEMS / 4, () => pace * logNormal(0.4))
      return doneAt.map((seconds) => ({ seconds, child }))
    })
    const merged = children.flat().toSorted((left, right) => left.seconds - right.seconds)
    return {
      doneAt: merged.map(({ seconds }) => seconds),
      parts: { of: merged.map(({ child }) => child), totals: children.map(({ length }) => length) },
    }
  },
}

function replay(items: number, pace: Pace): ReplayedJob {
  const doneAt: number[] = []
  let seconds = 0
  for (let item = 0; item < items; item++) {
    seconds += pace(item, seconds)
    doneAt.push(seconds)
  }
  return { doneAt }
}
