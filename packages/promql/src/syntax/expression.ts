import type { LabelMatcher } from '../series-source.ts'

/** What an expression gives. */
export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix'

/** Where a part of the text is, in UTF-16 units. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A time that an expression is pinned to: Unix milliseconds, or the start or end of the query. */
export type At = number | 'start' | 'end'

export interface NumberLiteral extends Span {
  readonly kind: 'number'
  /** In seconds where it is a duration. */
  readonly value: number
  /** Whether it is written as one: `5m`. */
  readonly isDuration: boolean
}

export interface StringLiteral extends Span {
  readonly kind: 'string'
  readonly value: string
}

export interface VectorSelector extends Span {
  readonly kind: 'selector'
  /** As written before the braces; empty where there is none. */
  readonly name: string
  /** With that of the name. */
  readonly matchers: readonly LabelMatcher[]
  readonly offsetMs: number
  readonly at: At | null
}

export interface MatrixSelector extends Span {
  readonly kind: 'range'
  readonly selector: VectorSelector
  readonly rangeMs: number
}

export interface Subquery extends Span {
  readonly kind: 'subquery'
  readonly expression: Expression
  readonly rangeMs: number
  /** `null`: the default of the evaluation. */
  readonly stepMs: number | null
  readonly offsetMs: number
  readonly at: At | null
}

export interface Call extends Span {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expression[]
}

export interface Aggregation extends Span {
  readonly kind: 'aggregation'
  readonly op: AggregationOp
  readonly expression: Expression
  readonly parameter: Expression | null
  readonly grouping: readonly string[]
  /** Whether `grouping` names the labels that go, instead of those that stay. */
  readonly isWithout: boolean
}

export interface Unary extends Span {
  readonly kind: 'unary'
  readonly op: '+' | '-'
  readonly expression: Expression
}

export interface Binary extends Span {
  readonly kind: 'binary'
  readonly op: BinaryOp
  readonly left: Expression
  readonly right: Expression
  /** Whether a comparison gives 0 and 1 instead of leaving out. */
  readonly isBool: boolean
  readonly matching: VectorMatching
}

export interface Paren extends Span {
  readonly kind: 'paren'
  readonly expression: Expression
}

/** A query, parsed. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Unary
  | Binary
  | Paren

/** Which elements of two vectors belong together. */
export interface VectorMatching {
  /** Which side may have several elements for one of the other. */
  readonly card: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many'
  /** Whether `labels` are those that have to be equal, instead of those that need not. */
  readonly isOn: boolean
  readonly labels: readonly string[]
  /** Labels that are taken from the side with one element. */
  readonly include: readonly string[]
}

export type ArithmeticOp = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2'
export type ComparisonOp = '==' | '!=' | '>' | '<' | '>=' | '<='
export type SetOp = 'and' | 'or' | 'unless'
export type BinaryOp = ArithmeticOp | ComparisonOp | SetOp

export type AggregationOp =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'quantile'
  | 'count_values'

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<='])
const SETS: ReadonlySet<string> = new Set(['and', 'or', 'unless'])

export function isComparison(op: BinaryOp): op is ComparisonOp {
  return COMPARISONS.has(op)
}

export function isSetOp(op: BinaryOp): op is SetOp {
  return SETS.has(op)
}
