import type { SyntaxNode, Tree } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

import { PromqlError } from '../promql-error.ts'
import { countHidden, hideComments, hideTexts } from './hide-texts.ts'
import { parseError } from './parse-error.ts'
import { children } from './syntax-nodes.ts'
import { describeUnexpected } from './unexpected.ts'

/** Expressions in one another, more than which overflow the stack. */
export const MAX_DEPTH = 500

/** Longer texts are not queries, and would hold up the thread. */
const MAX_CHARACTERS = 32_768
/** Without what is quoted, and comments: of each part the grammar makes a node. */
const MAX_BARE_CHARACTERS = 8192
/** As what a text counts. */
const TEXT_CHARACTERS = 8
/** Chains of some 150 operators or more are cut by the grammar, the sooner the longer the names are. */
const LONG_CHAIN = 100
const OPERATOR = /[-+*/%^=!<>]+|\b(?:and|or|unless|atan2)\b/gi

/** It ends where the text is no query: to go on after that costs a hundred times as much. */
const STRICT = parser.configure({ strict: true })
const OPENING = '([{'
const CLOSING = ')]}'

/** The tree of a query, as the grammar has it. @throws PromqlError where the text is none. */
export function readTree(text: string): SyntaxNode {
  if (text.length > MAX_CHARACTERS) throw tooLong(MAX_CHARACTERS)
  const bare = hideTexts(text)
  assertShallow(text, bare)
  const characters = bare.replaceAll(/\s+/g, '').length + TEXT_CHARACTERS * countHidden(text)
  if (characters > MAX_BARE_CHARACTERS) throw tooLong(MAX_BARE_CHARACTERS, ' without its texts')
  const tree = parseStrictly(hideComments(text))
  if (typeof tree === 'number') throw describeStop(text, bare, tree)
  // The grammar gives up what is too long a chain, and goes on as if something were missing.
  const cut = findError(tree)
  if (cut !== null) throw tooDeep(text, cut)
  const [root] = children(tree.topNode)
  if (root === undefined) throw describeUnexpected(text, 0)
  return root
}

/** @returns Where it is no query. */
function parseStrictly(text: string): Tree | number {
  try {
    return STRICT.parse(text)
  } catch (error) {
    const [, at] = /^No parse at (\d+)$/.exec(error instanceof Error ? error.message : '') ?? []
    if (at === undefined) throw error
    return Number(at)
  }
}

/** Sees how deep brackets are before anything is done for each. */
function assertShallow(text: string, bare: string): void {
  let depth = 0
  for (let at = 0; at < bare.length; at++) {
    const character = bare.charAt(at)
    if (OPENING.includes(character)) depth++
    else if (CLOSING.includes(character)) depth--
    if (depth > MAX_DEPTH) throw tooDeep(text, at)
  }
}

/** Where a chain is too long for the grammar, nothing is wrong with what follows. */
function describeStop(text: string, bare: string, at: number): PromqlError {
  const operators = bare.slice(0, at).match(OPERATOR)?.length ?? 0
  return operators > LONG_CHAIN
    ? parseError(text, at, 'too many operators follow one another')
    : describeUnexpected(text, at)
}

function tooLong(most: number, of = ''): PromqlError {
  return new PromqlError('bad_data', `the query is longer than ${most} characters${of}`)
}

/** More is in one another than can be. */
export function tooDeep(text: string, at: number): PromqlError {
  return parseError(text, at, `expression is nested deeper than ${MAX_DEPTH} levels`)
}

function findError(tree: Tree): number | null {
  let at: number | null = null
  tree.iterate({
    enter: ({ type, from }) => {
      if (at !== null) return false
      if (type.isError) at = from
      return undefined
    },
  })
  return at
}
