import type { ValueType } from './expression.ts'

/** What a function takes and gives. */
export interface Signature {
  readonly args: readonly ValueType[]
  /** How many arguments may follow the last, or it be left out: 1 is one optional; -1 is any number. */
  readonly variadic: number
  readonly returns: ValueType
}

const signature = (args: readonly ValueType[], returns: ValueType = 'vector', variadic = 0): Signature => ({
  args,
  variadic,
  returns,
})

const ofVector = signature(['vector'])
const ofMatrix = signature(['matrix'])
const ofTime = signature(['vector'], 'vector', 1)

const OF_VECTOR = [
  'abs',
  'absent',
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'ceil',
  'cos',
  'cosh',
  'deg',
  'exp',
  'floor',
  'histogram_avg',
  'histogram_count',
  'histogram_stddev',
  'histogram_stdvar',
  'histogram_sum',
  'ln',
  'log10',
  'log2',
  'rad',
  'sgn',
  'sin',
  'sinh',
  'sort',
  'sort_desc',
  'sqrt',
  'tan',
  'tanh',
  'timestamp',
] as const

const OF_MATRIX = [
  'absent_over_time',
  'avg_over_time',
  'changes',
  'count_over_time',
  'delta',
  'deriv',
  'idelta',
  'increase',
  'irate',
  'last_over_time',
  'max_over_time',
  'min_over_time',
  'present_over_time',
  'rate',
  'resets',
  'stddev_over_time',
  'stdvar_over_time',
  'sum_over_time',
] as const

const OF_TIME = [
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
  'hour',
  'minute',
  'month',
  'year',
] as const

/** Every function that Prometheus 3.13 has without feature flags. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map([
  ...OF_VECTOR.map((name) => [name, ofVector] as const),
  ...OF_MATRIX.map((name) => [name, ofMatrix] as const),
  ...OF_TIME.map((name) => [name, ofTime] as const),
  ['clamp', signature(['vector', 'scalar', 'scalar'])],
  ['clamp_max', signature(['vector', 'scalar'])],
  ['clamp_min', signature(['vector', 'scalar'])],
  ['histogram_fraction', signature(['scalar', 'scalar', 'vector'])],
  ['histogram_quantile', signature(['scalar', 'vector'])],
  ['label_join', signature(['vector', 'string', 'string', 'string'], 'vector', -1)],
  ['label_replace', signature(['vector', 'string', 'string', 'string', 'string'])],
  ['pi', signature([], 'scalar')],
  ['predict_linear', signature(['matrix', 'scalar'])],
  ['quantile_over_time', signature(['scalar', 'matrix'])],
  ['round', signature(['vector', 'scalar'], 'vector', 1)],
  ['scalar', signature(['vector'], 'scalar')],
  ['time', signature([], 'scalar')],
  ['vector', signature(['scalar'])],
])

/** Functions that Prometheus has behind a feature flag. */
export const EXPERIMENTAL: ReadonlySet<string> = new Set([
  'double_exponential_smoothing',
  'end',
  'first_over_time',
  'histogram_quantiles',
  'info',
  'mad_over_time',
  'max_of',
  'min_of',
  'range',
  'sort_by_label',
  'sort_by_label_desc',
  'start',
  'start_timestamp',
  'step',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
  'ts_of_max_over_time',
  'ts_of_min_over_time',
])
