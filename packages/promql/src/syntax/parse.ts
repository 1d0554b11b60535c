import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

import { PromqlError } from '../promql-error.ts'
import type { LabelMatcher } from '../series-source.ts'
import { checkTypes } from './check-types.ts'
import type {
  Aggregation,
  AggregationOp,
  At,
  Binary,
  BinaryOp,
  Expression,
  MatrixSelector,
  Span,
  Subquery,
  VectorMatching,
  VectorSelector,
} from './expression.ts'
import { EXPERIMENTAL } from './functions.ts'
import { isDuration, readNumber, readString } from './literals.ts'
import { parseError } from './parse-error.ts'
import { findUnexpected, isTooDeep } from './unexpected.ts'

/** Longer texts are not queries, and would hold up the thread; expressions in one another overflow the stack. */
const MAX_CHARACTERS = 32_768
const MAX_DEPTH = 500
const EXPERIMENTAL_AGGREGATIONS: ReadonlySet<string> = new Set(['limitk', 'limit_ratio'])
const WITH_PARAMETER: ReadonlySet<string> = new Set(['topk', 'bottomk', 'quantile', 'count_values'])
const METRIC_NAME = '__name__'

/**
 * Parses a query.
 *
 * @throws PromqlError of type `bad_data` with the position, as Prometheus words it.
 *
 * @example
 * parse('sum by (job) (rate(http_requests_total[5m]))')
 */
export function parse(text: string): Expression {
  if (text.length > MAX_CHARACTERS)
    throw new PromqlError('bad_data', `the query is longer than ${MAX_CHARACTERS} characters`)
  // The grammar's parser takes long over what it then does not read.
  if (isTooDeep(text, MAX_DEPTH)) throw tooDeep()
  try {
    return read(text)
  } catch (error) {
    // A long chain of operators is as deep as parentheses.
    throw error instanceof RangeError ? tooDeep() : error
  }
}

function tooDeep(): PromqlError {
  return new PromqlError('bad_data', `the query is nested deeper than ${MAX_DEPTH} levels`)
}

function read(text: string): Expression {
  const { topNode } = parser.parse(text)
  const unexpected = findUnexpected(topNode, text)
  if (unexpected !== null) throw unexpected
  const root = topNode.firstChild
  if (root === null) throw parseError(text, text.length, 'no expression found in input')
  const expression = new Reader(text).read(root)
  checkTypes(expression, text)
  return expression
}

/** Makes expressions of the nodes of the grammar. */
class Reader {
  readonly #text: string
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(node: SyntaxNode): Expression {
    if (++this.#depth > MAX_DEPTH)
      throw this.#fail(node, `expression is nested deeper than ${MAX_DEPTH} levels`)
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
          value: this.#number(node),
          isDuration: isDuration(this.#slice(node)),
          from,
          to,
        }
      case 'StringLiteral':
        return { kind: 'string', value: this.#string(node), from, to }
      case 'VectorSelector':
        return this.#selector(node)
      case 'MatrixSelector':
        return this.#range(node)
      case 'SubqueryExpr':
        return this.#subquery(node)
      case 'OffsetExpr':
        return this.#offset(node)
      case 'StepInvariantExpr':
        return this.#at(node)
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
        throw this.#fail(
          node,
          `${node.name === 'AnchoredExpr' ? 'anchored' : 'smoothed'} modifier is experimental and not enabled`,
        )
      default:
        throw this.#fail(node, `unexpected ${node.name}`)
    }
  }

  #unary(node: SyntaxNode): Expression {
    const [operator, operand] = children(node)
    const op = this.#slice(operator ?? node) === '-' ? '-' : '+'
    return { kind: 'unary', op, expression: this.read(operand ?? node), ...spanOf(node) }
  }

  #call(node: SyntaxNode): Expression {
    const [identifier, body] = children(node)
    const name = this.#slice(identifier ?? node)
    if (EXPERIMENTAL.has(name)) throw this.#fail(node, `function "${name}" is not enabled`)
    return { kind: 'call', name, args: children(body ?? node).map((arg) => this.read(arg)), ...spanOf(node) }
  }

  #aggregation(node: SyntaxNode): Aggregation {
    const parts = children(node)
    const op = this.#slice(parts[0] ?? node).toLowerCase()
    if (EXPERIMENTAL_AGGREGATIONS.has(op)) {
      throw this.#fail(
        node,
        `${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      )
    }
    const modifier = parts.find(({ name }) => name === 'AggregateModifier')
    const args = children(parts.find(({ name }) => name === 'FunctionCallBody') ?? node)
    const wanted = WITH_PARAMETER.has(op) ? 2 : 1
    if (args.length === 0) throw this.#fail(node, 'no arguments for aggregate expression provided')
    if (args.length !== wanted) {
      throw this.#fail(
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
      grouping: labels === undefined ? [] : this.#labels(labels),
      isWithout: keyword?.name === 'Without',
      ...spanOf(node),
    }
  }

  #binary(node: SyntaxNode): Expression {
    const parts = children(node)
    const [leftNode = node, opNode = node] = parts
    const rightNode = parts.at(-1) ?? node
    const op = this.#slice(opNode).toLowerCase()
    if (op === '</' || op === '>/') throw this.#fail(node, 'native histograms are not supported')
    const bool = parts.find(({ name }) => name === 'BoolModifier')
    const clause = parts.find(({ name }) => name === 'MatchingModifierClause')
    const fill = parts.find(({ name }) => name === 'FillModifier')
    if (fill !== undefined) throw this.#fail(node, 'binop fill modifiers are experimental and not enabled')
    const binary: Binary = {
      kind: 'binary',
      op: op as BinaryOp,
      left: this.read(leftNode),
      right: this.read(rightNode),
      isBool: bool !== undefined,
      matching: this.#matching(clause, op),
      ...spanOf(node),
    }
    return op === '^' ? liftSign(binary, this.#text) : binary
  }

  #matching(clause: SyntaxNode | undefined, op: string): VectorMatching {
    const isSet = op === 'and' || op === 'or' || op === 'unless'
    const parts = clause === undefined ? [] : children(clause)
    const groups = parts.filter(({ name }) => name === 'GroupingLabels')
    const side = parts.find(({ name }) => name === 'GroupLeft' || name === 'GroupRight')
    return {
      card:
        side === undefined
          ? isSet
            ? 'many-to-many'
            : 'one-to-one'
          : side.name === 'GroupLeft'
            ? 'many-to-one'
            : 'one-to-many',
      isOn: parts[0]?.name === 'On',
      labels: groups[0] === undefined ? [] : this.#labels(groups[0]),
      include: groups[1] === undefined ? [] : this.#labels(groups[1]),
    }
  }

  #selector(node: SyntaxNode): VectorSelector {
    let name = ''
    const matchers: LabelMatcher[] = []
    for (const part of children(node)) {
      if (part.name === 'Identifier') name = this.#slice(part)
      else for (const each of children(part)) matchers.push(this.#matcher(each))
    }
    if (name !== '') {
      const other = matchers.find((matcher) => matcher.name === METRIC_NAME)
      if (other !== undefined)
        throw this.#fail(node, `metric name must not be set twice: "${name}" or "${other.value}"`)
      matchers.push({ name: METRIC_NAME, op: '=', value: name })
    }
    return { kind: 'selector', name, matchers, offsetMs: 0, at: null, ...spanOf(node) }
  }

  #matcher(node: SyntaxNode): LabelMatcher {
    if (node.name === 'QuotedLabelName')
      return { name: METRIC_NAME, op: '=', value: this.#string(first(node)) }
    const [label = node, op = node, value = node] = children(node)
    return {
      name: label.name === 'QuotedLabelName' ? this.#string(first(label)) : this.#slice(label),
      op: this.#slice(op) as LabelMatcher['op'],
      value: this.#string(value),
    }
  }

  #range(node: SyntaxNode): Expression {
    const [inner = node, duration = node] = children(node)
    return onLast(this.read(inner), node.to, (selector) => this.#rangeOf(node, inner, selector, duration))
  }

  #rangeOf(node: SyntaxNode, inner: SyntaxNode, selector: Expression, duration: SyntaxNode): MatrixSelector {
    if (selector.kind !== 'selector') throw this.#fail(node, 'ranges only allowed for vector selectors')
    if (inner.name === 'OffsetExpr' || selector.offsetMs !== 0)
      throw this.#fail(node, 'no offset modifiers allowed before range')
    if (selector.at !== null) throw this.#fail(node, 'no @ modifiers allowed before range')
    return { kind: 'range', selector, rangeMs: this.#positive(duration), from: selector.from, to: node.to }
  }

  #subquery(node: SyntaxNode): Expression {
    const [inner = node, range = node, step] = children(node)
    return onLast(this.read(inner), node.to, (expression) => ({
      kind: 'subquery',
      expression,
      rangeMs: this.#positive(range),
      stepMs: step === undefined ? null : this.#positive(step),
      offsetMs: 0,
      at: null,
      from: expression.from,
      to: node.to,
    }))
  }

  #offset(node: SyntaxNode): Expression {
    const [inner = node, , duration = node] = children(node)
    const offsetMs = this.#duration(duration)
    if (inner.name === 'OffsetExpr') throw this.#fail(node, 'offset may not be set multiple times')
    return onLast(this.read(inner), node.to, (target) => this.#shift(node, target, offsetMs))
  }

  #shift(node: SyntaxNode, target: Expression, offsetMs: number): Expression {
    switch (target.kind) {
      case 'selector':
        return { ...target, offsetMs: this.#once(node, target.offsetMs, offsetMs), to: node.to }
      case 'range': {
        const { selector } = target
        return {
          ...target,
          selector: { ...selector, offsetMs: this.#once(node, selector.offsetMs, offsetMs) },
          to: node.to,
        }
      }
      case 'subquery':
        return { ...target, offsetMs: this.#once(node, target.offsetMs, offsetMs), to: node.to }
      default:
        throw this.#fail(
          node,
          'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
        )
    }
  }

  #once(node: SyntaxNode, before: number, offsetMs: number): number {
    if (before !== 0) throw this.#fail(node, 'offset may not be set multiple times')
    return offsetMs
  }

  #at(node: SyntaxNode): Expression {
    const [inner = node, , time = node] = children(node)
    const at = this.#time(time)
    return onLast(this.read(inner), node.to, (target) => this.#pin(node, target, at))
  }

  #pin(node: SyntaxNode, target: Expression, at: At): Expression {
    const pin = <T extends VectorSelector | Subquery>(one: T): T => {
      if (one.at !== null) throw this.#fail(node, '@ <timestamp> may not be set multiple times')
      return { ...one, at }
    }
    switch (target.kind) {
      case 'selector':
        return { ...pin(target), to: node.to }
      case 'range':
        return { ...target, selector: pin(target.selector), to: node.to }
      case 'subquery':
        return { ...pin(target), to: node.to }
      default:
        throw this.#fail(
          node,
          '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
        )
    }
  }

  #time(node: SyntaxNode): At {
    if (node.name === 'AtModifierPreprocessors')
      return this.#slice(node).toLowerCase().startsWith('start') ? 'start' : 'end'
    const seconds = this.#number(node)
    if (!Number.isFinite(seconds) || Math.abs(seconds) >= 2 ** 53) {
      throw this.#fail(node, `timestamp out of bounds for @ modifier: ${seconds}`)
    }
    // As Prometheus rounds: half a millisecond away from zero.
    return Math.sign(seconds) * Math.round(Math.abs(seconds) * 1000)
  }

  #positive(node: SyntaxNode): number {
    const milliseconds = this.#duration(node)
    if (milliseconds <= 0) throw this.#fail(node, 'duration must be greater than 0')
    return milliseconds
  }

  /** In milliseconds. */
  #duration(node: SyntaxNode): number {
    const text = this.#slice(node)
    const [, sign = '', rest = ''] = /^\s*([+-]?)\s*([\s\S]*?)\s*$/.exec(text) ?? []
    const seconds = readNumber(rest)
    if (seconds === null) {
      const isLiteral = /^[\da-z.]+$/i.test(rest)
      throw this.#fail(
        node,
        isLiteral
          ? `not a valid duration string: "${rest}"`
          : 'experimental duration expression is not enabled',
      )
    }
    const milliseconds = Math.trunc(Math.round(seconds * 1e9) / 1e6)
    if (!(Math.abs(milliseconds) <= 9_223_372_036_854)) throw this.#fail(node, 'duration out of range')
    return sign === '-' ? -milliseconds : milliseconds
  }

  #number(node: SyntaxNode): number {
    const text = this.#slice(node)
    const [, sign = '', rest = ''] = /^([+-]?)\s*([\s\S]*)$/.exec(text) ?? []
    const value = readNumber(rest)
    if (value === null)
      throw this.#fail(node, `error parsing number: strconv.ParseFloat: parsing "${text}": invalid syntax`)
    return sign === '-' ? -value : value
  }

  #string(node: SyntaxNode): string {
    const text = this.#slice(node)
    const value = readString(text)
    if (value === null)
      throw this.#fail(node, `error unquoting string ${JSON.stringify(text)}: invalid syntax`)
    return value
  }

  #labels(node: SyntaxNode): string[] {
    return children(node).map((label) =>
      label.name === 'QuotedLabelName' ? this.#string(first(label)) : this.#slice(label),
    )
  }

  #slice({ from, to }: Span): string {
    return this.#text.slice(from, to)
  }

  #fail({ from }: Span, message: string): PromqlError {
    return parseError(this.#text, from, message)
  }
}

/** What follows an operand belongs to it alone: the grammar gives it to all that stands before. */
function onLast(target: Expression, to: number, apply: (operand: Expression) => Expression): Expression {
  switch (target.kind) {
    case 'binary':
      return { ...target, right: onLast(target.right, to, apply), to }
    case 'unary':
      return { ...target, expression: onLast(target.expression, to, apply), to }
    default:
      return apply(target)
  }
}

/** The sign of a number binds less than a power: -1 ^ 2 is -(1 ^ 2). */
function liftSign(power: Binary, text: string): Expression {
  const { left, from, to } = power
  const sign = text[left.from]
  if (left.kind !== 'number' || (sign !== '-' && sign !== '+')) return power
  const unsigned = { ...left, value: sign === '-' ? -left.value : left.value, from: left.from + 1 }
  return { kind: 'unary', op: sign, expression: { ...power, left: unsigned }, from, to }
}

function spanOf({ from, to }: Span): Span {
  return { from, to }
}

function first(node: SyntaxNode): SyntaxNode {
  return node.firstChild ?? node
}

/** The children that mean something: punctuation has no name of its own in the grammar. */
function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child)
  }
  return found
}
