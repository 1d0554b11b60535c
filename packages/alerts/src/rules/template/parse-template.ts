import { parseString } from '@cryo/promql'

import { findFunction } from './functions.ts'
import type {
  ActionNode,
  ArgumentNode,
  BranchNode,
  CommandNode,
  ListNode,
  PipeNode,
  StatementNode,
  TemplateNode,
} from './node.ts'
import { readNumberNode } from './number-node.ts'
import type { Token, TokenKind } from './token.ts'
import { showToken } from './token.ts'
import { TokenStream } from './token-stream.ts'

/** What Prometheus puts before each template of an alert: positions in errors count it. */
const PRELUDE =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}'
const MAX_DEPTH = 200
const OPERANDS: ReadonlySet<TokenKind> = new Set([
  'boolean',
  'characterConstant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
])

/** A template, parsed. */
export interface Template {
  /** As errors call it. */
  readonly name: string
  /** With what Prometheus puts before it. */
  readonly text: string
  readonly root: ListNode
  /** What it defines, by name. */
  readonly definitions: ReadonlyMap<string, ListNode>
  /** What it gives whatever the data is; `null` where it has actions. */
  readonly constant: string | null
}

/** How a list of statements ended. */
type Ending = { readonly kind: 'end' } | { readonly kind: 'else'; readonly token: Token }

/**
 * Parses a template of a label or an annotation.
 *
 * @param name - `__alert_` and the name of the alert, in Prometheus.
 * @throws TemplateError as Go's text/template words it.
 */
export function parseTemplate(name: string, text: string): Template {
  const whole = PRELUDE + text
  if (!text.includes('{{')) {
    return {
      name,
      text: whole,
      root: { kind: 'list', at: 0, nodes: [] },
      definitions: new Map(),
      constant: text,
    }
  }
  const parser = new TemplateParser(name, whole)
  const root = parser.parse()
  return { name, text: whole, root, definitions: parser.definitions, constant: null }
}

class TemplateParser {
  readonly definitions = new Map<string, ListNode>()
  readonly #tokens: TokenStream
  #variables: string[] = ['$']
  #depth = 0
  #ranges = 0

  constructor(name: string, text: string) {
    this.#tokens = new TokenStream(name, text)
  }

  parse(): ListNode {
    const nodes: StatementNode[] = []
    for (;;) {
      const token = this.#tokens.nextSolid()
      if (token.kind === 'end') return { kind: 'list', at: 0, nodes }
      const node = this.#statement(token, true)
      if (node === null) continue
      if (isEnding(node)) this.#tokens.fail(`unexpected {{${node.kind}}}`)
      nodes.push(node)
    }
  }

  /** @returns `null` for a definition. */
  #statement(token: Token, isTop = false): StatementNode | Ending | null {
    if (token.kind === 'text') return { kind: 'text', at: token.at, text: token.text }
    if (token.kind !== 'left') return this.#tokens.unexpected(token, 'input')
    const first = this.#tokens.nextSolid()
    if (first.kind !== 'keyword') {
      this.#tokens.back(first)
      return this.#action(first)
    }
    return this.#control(first, isTop)
  }

  #action({ at }: Token): ActionNode {
    return { kind: 'action', at, pipe: this.#pipeline('command', 'right') }
  }

  #control(keyword: Token, isTop: boolean): StatementNode | Ending | null {
    const { text, at } = keyword
    switch (text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(text)
      case 'end':
        this.#tokens.expect('right', 'end')
        return { kind: 'end' }
      case 'else':
        return this.#else()
      case 'break':
      case 'continue':
        this.#tokens.expect('right', `{{${text}}}`)
        if (this.#ranges === 0) this.#tokens.fail(`{{${text}}} outside {{range}}`)
        return { kind: text, at }
      case 'define':
        if (!isTop) return this.#tokens.unexpected(keyword, 'command')
        this.#define()
        return null
      case 'block':
        return this.#block()
      default:
        return this.#template()
    }
  }

  #else(): Ending {
    const token = this.#tokens.nextSolid()
    if (token.kind === 'keyword' && (token.text === 'if' || token.text === 'with'))
      return { kind: 'else', token }
    if (token.kind !== 'right') this.#tokens.unexpected(token, 'else')
    return { kind: 'else', token }
  }

  #branch(kind: 'if' | 'with' | 'range'): BranchNode {
    const variables = this.#variables.length
    const pipe = this.#pipeline(kind, 'right')
    if (kind === 'range') this.#ranges++
    const [list, ending] = this.#list()
    if (kind === 'range') this.#ranges--
    const elseList = ending.kind === 'end' ? null : this.#elseList(kind, ending.token)
    this.#variables.length = variables
    return { kind, at: pipe.at, pipe, list, elseList }
  }

  #elseList(kind: 'if' | 'with' | 'range', token: Token): ListNode {
    if (token.kind === 'keyword') {
      // `else if` ends with the `end` of its own.
      if (token.text === kind && kind !== 'range')
        return { kind: 'list', at: token.at, nodes: [this.#branch(kind)] }
      return this.#tokens.unexpected(token, 'input')
    }
    const [list, ending] = this.#list()
    if (ending.kind !== 'end') this.#tokens.fail('expected end; found {{else}}')
    return list
  }

  #list(): [ListNode, Ending] {
    const nodes: StatementNode[] = []
    let at: number | null = null
    for (;;) {
      const token = this.#tokens.nextSolid()
      at ??= token.at
      if (token.kind === 'end') this.#tokens.fail('unexpected EOF')
      const node = this.#statement(token)
      if (node === null) continue
      if (isEnding(node)) return [{ kind: 'list', at, nodes }, node]
      nodes.push(node)
    }
  }

  #define(): void {
    const name = this.#templateName('define clause')
    this.#tokens.expect('right', 'define clause')
    this.#addDefinition(name, 'define clause')
  }

  #block(): TemplateNode {
    const name = this.#templateName('block clause')
    const pipe = this.#pipeline('block clause', 'right')
    this.#addDefinition(name, 'block clause')
    return { kind: 'template', at: pipe.at, name, pipe }
  }

  /** Reads the body of a template of its own, which sees no variables of this one. */
  #addDefinition(name: string, context: string): void {
    const outer = this.#variables
    const ranges = this.#ranges
    this.#variables = ['$']
    this.#ranges = 0
    const [list, ending] = this.#list()
    if (ending.kind !== 'end') this.#tokens.fail(`unexpected {{else}} in ${context}`)
    this.#variables = outer
    this.#ranges = ranges
    const known = this.definitions.get(name)
    if (known === undefined || isEmpty(known)) this.definitions.set(name, list)
    else if (!isEmpty(list)) {
      this.#tokens.fail(`template: multiple definition of template ${JSON.stringify(name)}`)
    }
  }

  #template(): TemplateNode {
    const name = this.#templateName('template clause')
    const token = this.#tokens.nextSolid()
    if (token.kind === 'right') return { kind: 'template', at: token.at, name, pipe: null }
    this.#tokens.back(token)
    const pipe = this.#pipeline('template clause', 'right')
    return { kind: 'template', at: pipe.at, name, pipe }
  }

  #templateName(context: string): string {
    const token = this.#tokens.nextSolid()
    if (token.kind !== 'string' && token.kind !== 'rawString') return this.#tokens.unexpected(token, context)
    return this.#unquote(token)
  }

  #pipeline(context: string, end: 'right' | 'rightParen'): PipeNode {
    const { at } = this.#tokens.peekSolid()
    const { variables, isAssignment } = this.#declarations(context)
    const commands: CommandNode[] = []
    for (;;) {
      const token = this.#tokens.nextSolid()
      if (token.kind === end) break
      if (!OPERANDS.has(token.kind)) this.#tokens.unexpected(token, context)
      this.#tokens.back(token)
      commands.push(this.#command())
    }
    if (commands.length === 0) this.#tokens.fail(`missing value for ${context}`)
    for (const [index, { args }] of commands.entries()) {
      if (index > 0 && ['boolean', 'dot', 'nil', 'number', 'string'].includes(args[0].kind))
        this.#tokens.fail(`non executable command in pipeline stage ${index + 1}`)
    }
    return { kind: 'pipe', at, variables, isAssignment, commands }
  }

  #declarations(context: string): { variables: readonly string[]; isAssignment: boolean } {
    const variables: string[] = []
    for (;;) {
      const variable = this.#tokens.peekSolid()
      if (variable.kind !== 'variable') break
      this.#tokens.next()
      const after = this.#tokens.next()
      const sign = after.kind === 'space' ? this.#tokens.next() : after
      if (sign.kind === 'assign' || sign.kind === 'declare') {
        variables.push(variable.text)
        this.#variables.push(variable.text)
        return { variables, isAssignment: sign.kind === 'assign' }
      }
      if (sign.kind !== 'character' || sign.text !== ',') {
        this.#tokens.back(...(sign === after ? [variable, after] : [variable, after, sign]))
        break
      }
      variables.push(variable.text)
      this.#variables.push(variable.text)
      if (context !== 'range' || variables.length >= 2)
        this.#tokens.fail(`too many declarations in ${context}`)
      if (!['variable', 'right', 'rightParen'].includes(this.#tokens.peekSolid().kind))
        this.#tokens.fail('range can only initialize variables')
    }
    return { variables, isAssignment: false }
  }

  #command(): CommandNode {
    const { at } = this.#tokens.peekSolid()
    const args: ArgumentNode[] = []
    for (;;) {
      const operand = this.#operand()
      if (operand !== null) args.push(operand)
      const token = this.#tokens.next()
      if (token.kind === 'space') continue
      if (token.kind === 'right' || token.kind === 'rightParen') this.#tokens.back(token)
      else if (token.kind !== 'pipe') this.#tokens.unexpected(token, 'operand')
      break
    }
    const [first, ...others] = args
    if (first === undefined) return this.#tokens.fail('empty command')
    return { kind: 'command', at, args: [first, ...others] }
  }

  #operand(): ArgumentNode | null {
    const base = this.#term()
    if (base === null) return null
    const fields: string[] = []
    const { at } = this.#tokens.peek()
    while (this.#tokens.peek().kind === 'field') fields.push(this.#tokens.next().text.slice(1))
    if (fields.length === 0) return base
    switch (base.kind) {
      case 'field':
        return { kind: 'field', at, names: [...base.names, ...fields] }
      case 'variable':
        return { ...base, at, fields }
      case 'boolean':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#tokens.fail(`unexpected . after term ${JSON.stringify(showTerm(base))}`)
      default:
        return { kind: 'chain', at, base, fields }
    }
  }

  #term(): ArgumentNode | null {
    const token = this.#tokens.nextSolid()
    const { kind, text, at } = token
    switch (kind) {
      case 'identifier':
        if (findFunction(text) === undefined)
          return this.#tokens.fail(`function ${JSON.stringify(text)} not defined`)
        return { kind, at, name: text }
      case 'dot':
      case 'nil':
        return { kind, at }
      case 'boolean':
        return { kind, at, value: text === 'true' }
      case 'field':
        return { kind, at, names: [text.slice(1)] }
      case 'variable':
        if (!this.#variables.includes(text))
          return this.#tokens.fail(`undefined variable ${JSON.stringify(text)}`)
        return { kind, at, name: text, fields: [] }
      case 'number':
      case 'characterConstant':
        return readNumberNode(token) ?? this.#tokens.fail(`bad number syntax: ${JSON.stringify(text)}`)
      case 'string':
      case 'rawString':
        return { kind: 'string', at, value: this.#unquote(token), quoted: text }
      case 'leftParen':
        return this.#parenthesized()
      default:
        this.#tokens.back(token)
        return null
    }
  }

  #parenthesized(): PipeNode {
    if (this.#depth >= MAX_DEPTH) this.#tokens.fail('max expression depth exceeded')
    this.#depth++
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen')
    this.#depth--
    return pipe
  }

  #unquote({ text }: Token): string {
    return parseString(text) ?? this.#tokens.fail('invalid syntax')
  }
}

function isEnding(node: StatementNode | Ending): node is Ending {
  return node.kind === 'end' || node.kind === 'else'
}

function isEmpty({ nodes }: ListNode): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '')
}

function showTerm(node: ArgumentNode): string {
  return node.kind === 'string'
    ? node.quoted
    : 'text' in node
      ? node.text
      : showToken({ kind: 'text', text: node.kind, at: 0 })
}
