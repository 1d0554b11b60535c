import { CompensatedMean, CompensatedSum } from '../compensated-sum.ts'
import { PrefixSum } from './prefix-sum.ts'
import type { RangeFunction } from './range-function.ts'

/** Ranges with no more samples are added up, as in Prometheus; longer ones are taken from sums over the whole series. */
const FEW = 64

export const sum: RangeFunction = ({ values }) => {
  const sums = new PrefixSum(values)
  return ({ from, to }) => {
    const sliding = to - from > FEW ? sums.between(from, to) : null
    if (sliding !== null) return sliding.high + sliding.low
    const total = new CompensatedSum()
    for (let index = from; index < to; index++) total.add(values[index] ?? 0)
    return total.total
  }
}

export const average: RangeFunction = ({ values }) => {
  const sums = new PrefixSum(values)
  return ({ from, to }) => {
    const sliding = to - from > FEW ? sums.between(from, to) : null
    if (sliding !== null) return sliding.high / (to - from) + sliding.low / (to - from)
    const mean = new CompensatedMean(values[from] ?? 0)
    for (let index = from + 1; index < to; index++) mean.add(values[index] ?? 0)
    return mean.mean
  }
}
