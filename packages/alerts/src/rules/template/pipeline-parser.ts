import { parseString } from '@cryo/promql'

import { findFunction } from './functions.ts'
import { type ArgumentNode, type CommandNode, type PipeNode, showNode } from './node.ts'
import { readNumberNode } from './number-node.ts'
import type { TokenStream } from './token-stream.ts'
import type { Token, TokenKind } from './token.ts'

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

/** What holds labels: any name may be one of them. */
const LABELS: ReadonlySet<string> = new Set(['$labels', '$externalLabels'])
/** Of Go's time.Time and time.Duration. */
const TIME_METHODS: ReadonlySet<string> = new Set(
  `Abs Add AddDate After AppendFormat Before Clock Compare Date Day Equal Format GoString Hour Hours ISOWeek In IsDST
   IsZero Local Location Microseconds Milliseconds Minute Minutes Month Nanosecond Nanoseconds Round Second Seconds
   String Sub Truncate UTC Unix UnixMicro UnixMilli UnixNano Weekday Year YearDay Zone`.split(/\s+/),
)

/** Reads pipelines of a template. */
export class PipelineParser {
  /** Names of the variables that may be used here, with the sign. */
  variables: string[] = ['$']
  readonly #tokens: TokenStream
  #depth = 0

  constructor(tokens: TokenStream) {
    this.#tokens = tokens
  }

  /** Reads a pipeline and what ends it. */
  pipeline(context: string, end: 'right' | 'rightParen'): PipeNode {
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
        this.variables.push(variable.text)
        return { variables, isAssignment: sign.kind === 'assign' }
      }
      if (sign.kind !== 'character' || sign.text !== ',') {
        this.#tokens.back(...(sign === after ? [variable, after] : [variable, after, sign]))
        break
      }
      variables.push(variable.text)
      this.variables.push(variable.text)
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
    this.#refuseMethods(base, fields)
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
        return this.#tokens.fail(`unexpected . after term ${JSON.stringify(showNode(base))}`)
      default:
        return { kind: 'chain', at, base, fields }
    }
  }

  /** Times and durations have methods in Go, which would fail here only when an alert fires. */
  #refuseMethods(base: ArgumentNode, fields: readonly string[]): void {
    const mayBeTime =
      base.kind === 'pipe'
        ? makesTime(base)
        : base.kind === 'variable' && base.name !== '$' && !LABELS.has(base.name)
    const method = fields.find((field) => TIME_METHODS.has(field))
    if (mayBeTime && method !== undefined)
      this.#tokens.fail(`methods of times and durations are not supported: .${method}`)
  }

  #term(): ArgumentNode | null {
    const token = this.#tokens.nextSolid()
    const { kind, text, at } = token
    switch (kind) {
      case 'identifier':
        if (text === 'call') return this.#tokens.fail('function "call" is not supported')
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
        if (!this.variables.includes(text))
          return this.#tokens.fail(`undefined variable ${JSON.stringify(text)}`)
        return { kind, at, name: text, fields: [] }
      case 'number':
      case 'characterConstant':
        return readNumberNode(token) ?? this.#tokens.fail(`bad number syntax: ${JSON.stringify(text)}`)
      case 'string':
      case 'rawString':
        return { kind: 'string', at, value: this.unquote(token), quoted: text }
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
    const pipe = this.pipeline('parenthesized pipeline', 'rightParen')
    this.#depth--
    return pipe
  }

  /** The text between quotes. @throws TemplateError */
  unquote({ text }: Token): string {
    return parseString(text) ?? this.#tokens.fail('invalid syntax')
  }
}

function makesTime({ commands }: PipeNode): boolean {
  const first = commands.at(-1)?.args[0]
  return first?.kind === 'identifier' && (first.name === 'toTime' || first.name === 'toDuration')
}
