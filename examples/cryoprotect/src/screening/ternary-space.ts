/** Three different substances, as indices into a list, with a mass fraction each. */
export interface TernaryMixture {
  readonly substances: readonly [number, number, number]
  readonly massFractions: readonly [number, number, number]
}

/** All ternary mixtures of a list over a concentration grid, numbered from 0. */
export interface TernarySpace {
  readonly size: number
  /** Gives the mixture of a number. Throws a RangeError outside of 0 to size - 1. */
  at(index: number): TernaryMixture
}

/** Mass fractions of the screening's grid; water is at least 40 % of each mixture. */
export const CONCENTRATION_GRID: readonly number[] = [0.05, 0.1, 0.15, 0.2]

/**
 * Numbers all ternary mixtures of `substanceCount` substances: each choice of three, with each assignment of the grid's
 * mass fractions. A number means the same mixture in each run, so that a run can be split or continued.
 *
 * @example
 * createTernarySpace(44, CONCENTRATION_GRID).size // 847616
 */
export function createTernarySpace(substanceCount: number, grid: readonly number[]): TernarySpace {
  const choices = chooseThree(substanceCount)
  const assignments = assignThree(grid)
  const size = choices.length * assignments.length
  return {
    size,
    at(index) {
      const substances = choices[Math.floor(index / assignments.length)]
      const massFractions = assignments[index % assignments.length]
      if (substances === undefined || massFractions === undefined) {
        throw new RangeError(`No mixture has the number ${index}: expected 0 to ${size - 1}`)
      }
      return { substances, massFractions }
    },
  }
}

type Triple = readonly [number, number, number]

function chooseThree(count: number): Triple[] {
  const choices: Triple[] = []
  for (let first = 0; first < count; first++) {
    for (let second = first + 1; second < count; second++) {
      for (let third = second + 1; third < count; third++) choices.push([first, second, third])
    }
  }
  return choices
}

function assignThree(grid: readonly number[]): Triple[] {
  return grid.flatMap((first) =>
    grid.flatMap((second) => grid.map((third): Triple => [first, second, third])),
  )
}
