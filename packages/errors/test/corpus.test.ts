import { describe, expect, it } from 'vitest'

import { fingerprint } from '../src/fingerprint.ts'
import { APPLICATION } from './corpus/application.ts'
import { LIBRARIES } from './corpus/libraries.ts'
import { collectRealErrors } from './corpus/real-errors.ts'
import type { Family, Scenario } from './corpus/sample.ts'

const LEAST = 0.95

/** Two errors, whether they belong together, and whether they came into one group. */
interface Pair {
  readonly name: string
  readonly belong: boolean
  readonly grouped: boolean
}

describe('corpus of errors', async () => {
  const families = [...APPLICATION, ...LIBRARIES, ...(await collectRealErrors())]
  const pairs = families.flatMap(pairsOf)

  it('has pairs enough of both sorts', () => {
    expect(pairs.filter(({ belong }) => belong).length).toBeGreaterThanOrEqual(100)
    expect(pairs.filter(({ belong }) => !belong).length).toBeGreaterThanOrEqual(100)
  })

  it('is grouped with precision and recall of 0.95 at least', () => {
    const together = pairs.filter(({ belong, grouped }) => belong && grouped).length
    const merged = pairs.filter(({ belong, grouped }) => !belong && grouped)
    const scattered = pairs.filter(({ belong, grouped }) => belong && !grouped)
    const precision = together / (together + merged.length)
    const recall = together / (together + scattered.length)
    console.log(
      `${pairs.length} pairs of errors: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n` +
        [
          ...merged.map(({ name }) => `  merged: ${name}`),
          ...scattered.map(({ name }) => `  scattered: ${name}`),
        ].join('\n'),
    )
    expect(precision).toBeGreaterThanOrEqual(LEAST)
    expect(recall).toBeGreaterThanOrEqual(LEAST)
  })
})

/** All pairs within a scenario; between two, the first samples and the last ones. */
function pairsOf({ name, scenarios }: Family): Pair[] {
  const pairs: Pair[] = []
  const add = (one: Scenario, first: number, other: Scenario, second: number, belong: boolean): void => {
    const [left, right] = [one.samples.at(first), other.samples.at(second)]
    if (left === undefined || right === undefined) throw new Error(`${one.name} has no sample ${first}`)
    pairs.push({
      name: `${name}: ${one.name} ${first} / ${other.name} ${second}`,
      belong,
      grouped: fingerprint(left) === fingerprint(right),
    })
  }
  for (const [index, one] of scenarios.entries()) {
    for (const first of one.samples.keys()) {
      for (let second = first + 1; second < one.samples.length; second++) add(one, first, one, second, true)
    }
    for (const other of scenarios.slice(index + 1)) {
      add(one, 0, other, 0, false)
      add(one, -1, other, -1, false)
    }
  }
  return pairs
}
