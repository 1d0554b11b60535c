export { parse } from './syntax/parse.ts'
export { formatExpression } from './syntax/format-expression.ts'
export { format } from './syntax/format.ts'
export { parseSelector, selectorsOf } from './syntax/parse-selector.ts'
export { readDuration as parseDuration, readString as parseString } from './syntax/literals.ts'
export { quote } from './syntax/quote.ts'
export type { Expression } from './syntax/expression.ts'
export { labelsKey } from './labels.ts'
export { createMatcher } from './match-label.ts'
export { MatchingTime } from './matching-time.ts'
export { PromqlError } from './promql-error.ts'
export type { PromqlErrorType } from './promql-error.ts'
export { STALE_NAN, STALE_NAN_BITS } from './series-source.ts'
export type { LabelMatcher, Labels, SeriesData, SeriesSource } from './series-source.ts'
export { evaluate } from './evaluate/evaluate.ts'
export type {
  EvaluateOptions,
  EvaluationTime,
  MatrixSeries,
  QueryResult,
  VectorSample,
} from './evaluate/evaluate.ts'
export type { Limits } from './evaluate/budget.ts'
