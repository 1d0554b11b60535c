import type { SyntaxNode } from '@lezer/common'

import type { At, Expression, MatrixSelector, Subquery, VectorSelector } from './expression.ts'
import { children } from './syntax-nodes.ts'
import type { TextReader } from './text-reader.ts'

/** Reads what says over which time: ranges, subqueries, `offset` and `@`. */
export class TimeModifierReader {
  readonly #text: TextReader
  readonly #read: (node: SyntaxNode) => Expression

  /** @param read - Reads what the modifier follows. */
  constructor(text: TextReader, read: (node: SyntaxNode) => Expression) {
    this.#text = text
    this.#read = read
  }

  range(node: SyntaxNode): Expression {
    const [inner = node, duration = node] = children(node)
    return onLast(this.#read(inner), node.to, (selector) => this.#rangeOf(node, inner, selector, duration))
  }

  #rangeOf(node: SyntaxNode, inner: SyntaxNode, selector: Expression, duration: SyntaxNode): MatrixSelector {
    if (selector.kind !== 'selector') throw this.#text.fail(node, 'ranges only allowed for vector selectors')
    if (inner.name === 'OffsetExpr' || selector.offsetMs !== 0)
      throw this.#text.fail(node, 'no offset modifiers allowed before range')
    if (selector.at !== null) throw this.#text.fail(node, 'no @ modifiers allowed before range')
    return {
      kind: 'range',
      selector,
      rangeMs: this.#text.positive(duration),
      from: selector.from,
      to: node.to,
    }
  }

  subquery(node: SyntaxNode): Expression {
    const [inner = node, range = node, step] = children(node)
    return onLast(this.#read(inner), node.to, (expression) => ({
      kind: 'subquery',
      expression,
      rangeMs: this.#text.positive(range),
      stepMs: step === undefined ? null : this.#text.positive(step),
      offsetMs: 0,
      at: null,
      from: expression.from,
      to: node.to,
    }))
  }

  offset(node: SyntaxNode): Expression {
    const [inner = node, , duration = node] = children(node)
    const offsetMs = this.#text.duration(duration)
    if (inner.name === 'OffsetExpr') throw this.#text.fail(node, 'offset may not be set multiple times')
    return onLast(this.#read(inner), node.to, (target) => this.#shift(node, target, offsetMs))
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
        throw this.#text.fail(
          node,
          'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
        )
    }
  }

  #once(node: SyntaxNode, before: number, offsetMs: number): number {
    if (before !== 0) throw this.#text.fail(node, 'offset may not be set multiple times')
    return offsetMs
  }

  at(node: SyntaxNode): Expression {
    const [inner = node, , time = node] = children(node)
    const at = this.#text.time(time)
    return onLast(this.#read(inner), node.to, (target) => this.#pin(node, target, at))
  }

  #pin(node: SyntaxNode, target: Expression, at: At): Expression {
    const pin = <T extends VectorSelector | Subquery>(one: T): T => {
      if (one.at !== null) throw this.#text.fail(node, '@ <timestamp> may not be set multiple times')
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
        throw this.#text.fail(
          node,
          '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
        )
    }
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
