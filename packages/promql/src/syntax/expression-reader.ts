import type { SyntaxNode } from '@lezer/common'

import type { Aggregation, AggregationOp, Binary, BinaryOp, Expression } from './expression.ts'
import { EXPERIMENTAL } from './functions.ts'
import { isDuration } from './literals.ts'
import { readMatching, readSelector } from './matcher-reader.ts'
import { children, first, spanOf } from './syntax-nodes.ts'
import type { TextReader } from './text-reader.ts'
import { TimeModifierReader } from './time-modifier-reader.ts'

/** Expressions in one another overflow the stack. */
export const MAX_DEPTH = 500
const EXPERIMENTAL_AGGREGATIONS: ReadonlySet<string> = new Set(['limitk', 'limit_ratio'])
const WITH_PARAMETER: ReadonlySet<string> = new Set(['topk', 'bottomk', 'quantile', 'count_values'])

/** Makes expressions of the nodes of the grammar. */
export class ExpressionReader {
  readonly #text: TextReader
  readonly #time: TimeModifierReader
  #depth = 0

  constructor(text: TextReader) {
    this.#text = text
    this.#time = new TimeModifierReader(text, (node) => this.read(node))
  }

  read(node: SyntaxNode): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw this.#text.fail(node, `expression is nested deeper than ${MAX_DEPTH} levels`)
    try {
      return this.#read(node)
    } finally {
      this.#depth--
    }
  }

  #read(node: SyntaxNode): Expression {
    const { from, to } = node
    switch (node.name) {
      case 'NumberDurationLiteral':
        return {
          kind: 'number',
          value: this.#text.number(node),
          isDuration: isDuration(this.#text.slice(node)),
          from,
          to,
        }
      case 'StringLiteral':
        return { kind: 'string', value: this.#text.string(node), from, to }
      case 'VectorSelector':
        return readSelector(node, this.#text)
      case 'MatrixSelector':
        return this.#time.range(node)
      case 'SubqueryExpr':
        return this.#time.subquery(node)
      case 'OffsetExpr':
        return this.#time.offset(node)
      case 'StepInvariantExpr':
        return this.#time.at(node)
      case 'ParenExpr':
        return { kind: 'paren', expression: this.read(first(node)), from, to }
      case 'UnaryExpr':
        return this.#unary(node)
      case 'FunctionCall':
        return this.#call(node)
      case 'AggregateExpr':
        return this.#aggregation(node)
      case 'BinaryExpr':
        return this.#binary(node)
      case 'AnchoredExpr':
      case 'SmoothedExpr':
        throw this.#text.fail(
          node,
          `${node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed'} modifier is experimental and not enabled`,
        )
      default:
        throw this.#text.fail(node, `unexpected ${node.name}`)
    }
  }

  #unary(node: SyntaxNode): Expression {
    const [operator, operand] = children(node)
    const op = this.#text.slice(operator ?? node) === '-' ? '-' : '+'
    return { kind: 'unary', op, expression: this.read(operand ?? node), ...spanOf(node) }
  }

  #call(node: SyntaxNode): Expression {
    const [identifier, body] = children(node)
    const name = this.#text.slice(identifier ?? node)
    if (EXPERIMENTAL.has(name)) throw this.#text.fail(node, `function "${name}" is not enabled`)
    return { kind: 'call', name, args: children(body ?? node).map((arg) => this.read(arg)), ...spanOf(node) }
  }

  #aggregation(node: SyntaxNode): Aggregation {
    const parts = children(node)
    const op = this.#text.slice(parts[0] ?? node).toLowerCase()
    if (EXPERIMENTAL_AGGREGATIONS.has(op)) {
      throw this.#text.fail(
        node,
        `${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      )
    }
    const modifier = parts.find(({ name }) => name === 'AggregateModifier')
    const args = children(parts.find(({ name }) => name === 'FunctionCallBody') ?? node)
    const wanted = WITH_PARAMETER.has(op) ? 2 : 1
    if (args.length === 0) throw this.#text.fail(node, 'no arguments for aggregate expression provided')
    if (args.length !== wanted) {
      throw this.#text.fail(
        node,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      )
    }
    const [keyword, labels] = modifier === undefined ? [] : children(modifier)
    return {
      kind: 'aggregation',
      op: op as AggregationOp,
      parameter: wanted === 2 ? this.read(args[0] ?? node) : null,
      expression: this.read(args[wanted - 1] ?? node),
      grouping: labels === undefined ? [] : this.#text.labels(labels),
      isWithout: keyword?.name === 'Without',
      ...spanOf(node),
    }
  }

  #binary(node: SyntaxNode): Expression {
    const parts = children(node)
    const [leftNode = node, opNode = node] = parts
    const rightNode = parts.at(-1) ?? node
    const op = this.#text.slice(opNode).toLowerCase()
    if (op === '</' || op === '>/') throw this.#text.fail(node, 'native histograms are not supported')
    const bool = parts.find(({ name }) => name === 'BoolModifier')
    const clause = parts.find(({ name }) => name === 'MatchingModifierClause')
    const fill = parts.find(({ name }) => name === 'FillModifier')
    if (fill !== undefined)
      throw this.#text.fail(node, 'binop fill modifiers are experimental and not enabled')
    const binary: Binary = {
      kind: 'binary',
      op: op as BinaryOp,
      left: this.read(leftNode),
      right: this.read(rightNode),
      isBool: bool !== undefined,
      matching: readMatching(clause, op, this.#text),
      ...spanOf(node),
    }
    return op === '^' ? liftSign(binary, this.#text) : binary
  }
}

/** The sign of a number binds less than a power: -1 ^ 2 is -(1 ^ 2). */
function liftSign(power: Binary, text: TextReader): Expression {
  const { left, from, to } = power
  const sign = text.slice({ from: left.from, to: left.from + 1 })
  if (left.kind !== 'number' || (sign !== '-' && sign !== '+')) return power
  const unsigned = { ...left, value: sign === '-' ? -left.value : left.value, from: left.from + 1 }
  return { kind: 'unary', op: sign, expression: { ...power, left: unsigned }, from, to }
}
