import type { Expression } from './expression.ts'

/** What is in the parentheses. */
export function unwrap(node: Expression): Expression {
  return node.kind === 'paren' ? unwrap(node.expression) : node
}

/** The text that an argument is; empty where it is none. */
export function textOf(node: Expression): string {
  const inner = unwrap(node)
  return inner.kind === 'string' ? inner.value : ''
}
