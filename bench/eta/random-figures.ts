import { createSeededRandom } from '@cryo/testing'

/** Random figures that are the same for the same seed. */
export interface RandomFigures {
  readonly uniform: () => number
  readonly between: (low: number, high: number) => number
  /** Log-normal with mean 1. */
  readonly logNormal: (deviation: number) => number
}

/** Makes the figures of a seed. */
export function createRandomFigures(seed: number): RandomFigures {
  const uniform = createSeededRandom(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    logNormal: (deviation) => Math.exp(deviation * normal() - deviation ** 2 / 2),
  }
}
