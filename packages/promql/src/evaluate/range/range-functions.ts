import { countPairs, isChange, isReset } from './count-pairs.ts'
import { extrapolate, lastStep } from './extrapolate.ts'
import { deviation, predict, slope, variance } from './moments.ts'
import { quantileOverTime } from './quantile-over-time.ts'
import type { RangeFunction } from './range-function.ts'
import { extreme } from './extreme.ts'
import { average, sum } from './sliding-sum.ts'

/** Functions of a range. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: extrapolate(true, true),
  increase: extrapolate(true, false),
  delta: extrapolate(false, false),
  irate: lastStep(true),
  idelta: lastStep(false),
  changes: countPairs(isChange),
  resets: countPairs(isReset),
  avg_over_time: average,
  sum_over_time: sum,
  count_over_time:
    () =>
    ({ from, to }) =>
      to - from,
  last_over_time:
    ({ values }) =>
    ({ to }) =>
      values[to - 1] ?? 0,
  present_over_time: () => () => 1,
  absent_over_time: () => () => 1,
  max_over_time: extreme((value, most) => value > most),
  min_over_time: extreme((value, least) => value < least),
  quantile_over_time: quantileOverTime,
  stdvar_over_time: variance,
  stddev_over_time: deviation,
  deriv: slope,
  predict_linear: predict,
}
