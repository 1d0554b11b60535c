import { createMatcher } from '../match-label.ts'
import type { PromqlError } from '../promql-error.ts'
import {
  type Aggregation,
  type Binary,
  type Call,
  type Expression,
  isComparison,
  isSetOp,
  type ValueType,
  type VectorSelector,
} from './expression.ts'
import { FUNCTIONS } from './functions.ts'
import { parseError } from './parse-error.ts'

const DOCUMENTED: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
}

/** What an expression gives. */
export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'selector':
    case 'aggregation':
      return 'vector'
    case 'range':
    case 'subquery':
      return 'matrix'
    case 'call':
      return FUNCTIONS.get(expression.name)?.returns ?? 'vector'
    case 'paren':
    case 'unary':
      return typeOf(expression.expression)
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'vector'
  }
}

/** Sees that each part gets what it needs. @throws PromqlError */
export function checkTypes(expression: Expression, text: string): void {
  const fail = (at: Expression, message: string): PromqlError => parseError(text, at.from, message)
  const check = (node: Expression): ValueType => {
    switch (node.kind) {
      case 'selector':
        checkSelector(node, fail)
        break
      case 'range':
        check(node.selector)
        break
      case 'subquery':
        if (check(node.expression) !== 'vector') {
          throw fail(
            node,
            `subquery is only allowed on instant vector, got ${typeOf(node.expression)} instead`,
          )
        }
        break
      case 'paren':
        check(node.expression)
        break
      case 'unary': {
        const type = check(node.expression)
        if (type !== 'scalar' && type !== 'vector') {
          throw fail(
            node,
            `unary expression only allowed on expressions of type scalar or instant vector, got "${DOCUMENTED[type]}"`,
          )
        }
        break
      }
      case 'aggregation':
        checkAggregation(node, check, fail)
        break
      case 'call':
        checkCall(node, check, fail)
        break
      case 'binary':
        checkBinary(node, check, text, fail)
        break
      default:
    }
    return typeOf(node)
  }
  check(expression)
}

type Check = (node: Expression) => ValueType
type Fail = (at: Expression, message: string) => PromqlError

function checkSelector(node: VectorSelector, fail: Fail): void {
  if (node.name !== '') return
  const isEmpty = node.matchers.every((matcher) => createMatcher(matcher)?.('') ?? true)
  if (isEmpty) throw fail(node, 'vector selector must contain at least one non-empty matcher')
}

function checkAggregation({ op, expression, parameter }: Aggregation, check: Check, fail: Fail): void {
  expectType(expression, 'vector', 'aggregation expression', check, fail)
  if (parameter === null) return
  expectType(parameter, op === 'count_values' ? 'string' : 'scalar', 'aggregation parameter', check, fail)
}

function expectType(node: Expression, type: ValueType, where: string, check: Check, fail: Fail): void {
  const found = check(node)
  if (found !== type)
    throw fail(node, `expected type ${DOCUMENTED[type]} in ${where}, got ${DOCUMENTED[found]}`)
}

function checkCall(node: Call, check: Check, fail: Fail): void {
  const { name, args } = node
  const signature = FUNCTIONS.get(name)
  if (signature === undefined) throw fail(node, `unknown function with name "${name}"`)
  const { args: types, variadic } = signature
  if (variadic === 0 && types.length !== args.length) {
    throw fail(node, `expected ${types.length} argument(s) in call to "${name}", got ${args.length}`)
  }
  const least = variadic === 0 ? types.length : types.length - 1
  if (args.length < least)
    throw fail(node, `expected at least ${least} argument(s) in call to "${name}", got ${args.length}`)
  if (variadic > 0 && args.length > least + variadic) {
    throw fail(
      node,
      `expected at most ${least + variadic} argument(s) in call to "${name}", got ${args.length}`,
    )
  }
  for (const [index, arg] of args.entries()) {
    const type = types[Math.min(index, types.length - 1)] ?? 'vector'
    expectType(arg, type, `call to function "${name}"`, check, fail)
  }
}

function checkBinary(node: Binary, check: Check, text: string, fail: Fail): void {
  const { op, left, right, isBool, matching } = node
  const types = [check(left), check(right)]
  const failAtOp = (message: string): PromqlError => {
    const gap = /^\s*/.exec(text.slice(left.to))?.[0].length ?? 0
    return parseError(text, left.to + gap, message)
  }
  if (isBool && !isComparison(op)) throw failAtOp('bool modifier can only be used on comparison operators')
  if (isComparison(op) && !isBool && types.every((type) => type === 'scalar')) {
    throw failAtOp('comparisons between scalars must use BOOL modifier')
  }
  const both = matching.isOn ? matching.labels.find((label) => matching.include.includes(label)) : undefined
  if (both !== undefined) throw failAtOp(`label "${both}" must not occur in ON and GROUP clause at once`)
  for (const [index, side] of [left, right].entries()) {
    if (types[index] !== 'scalar' && types[index] !== 'vector') {
      throw fail(side, 'binary expression must contain only scalar and instant vector types')
    }
  }
  if (types.every((type) => type === 'vector')) {
    if (isSetOp(op) && matching.card !== 'many-to-many')
      throw fail(node, `no grouping allowed for "${op}" operation`)
    return
  }
  if (matching.labels.length > 0) throw fail(node, 'vector matching only allowed between instant vectors')
  if (isSetOp(op)) throw fail(node, `set operator "${op}" not allowed in binary scalar expression`)
}
