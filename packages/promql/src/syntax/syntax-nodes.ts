import type { SyntaxNode } from '@lezer/common'

import type { Span } from './expression.ts'

/** Where a node is in the text. */
export function spanOf({ from, to }: Span): Span {
  return { from, to }
}

/** The only part of a node. */
export function first(node: SyntaxNode): SyntaxNode {
  return node.firstChild ?? node
}

/** The children that mean something: punctuation has no name of its own in the grammar. */
export function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') found.push(child)
  }
  return found
}
