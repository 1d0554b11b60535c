import type { ActionNode, BranchNode, ListNode, StatementNode, TemplateNode } from './node.ts'
import { PipelineParser } from './pipeline-parser.ts'
import { TokenStream } from './token-stream.ts'
import type { Token } from './token.ts'

/** What Prometheus puts before each template of an alert: positions in errors count it. */
const PRELUDE =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}'
/** Go has no limit but its stack. */
const MAX_NESTING = 500

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
  readonly #pipelines: PipelineParser
  #ranges = 0
  #nesting = 0

  constructor(name: string, text: string) {
    this.#tokens = new TokenStream(name, text)
    this.#pipelines = new PipelineParser(this.#tokens)
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
    return { kind: 'action', at, pipe: this.#pipelines.pipeline('command', 'right') }
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
    const variables = this.#pipelines.variables.length
    const pipe = this.#pipelines.pipeline(kind, 'right')
    this.#nest()
    if (kind === 'range') this.#ranges++
    const [list, ending] = this.#list()
    if (kind === 'range') this.#ranges--
    const elseList = ending.kind === 'end' ? null : this.#elseList(kind, ending.token)
    this.#pipelines.variables.length = variables
    this.#nesting--
    return { kind, at: pipe.at, pipe, list, elseList }
  }

  #nest(): void {
    if (this.#nesting++ >= MAX_NESTING) this.#tokens.fail('it is nested too deep')
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
    const { name } = this.#templateName('define clause')
    this.#tokens.expect('right', 'define clause')
    this.#addDefinition(name, 'define clause')
  }

  #block(): TemplateNode {
    const { name, at } = this.#templateName('block clause')
    const pipe = this.#pipelines.pipeline('block clause', 'right')
    this.#addDefinition(name, 'block clause')
    return { kind: 'template', at, name, pipe }
  }

  /** Reads the body of a template of its own, which sees no variables of this one. */
  #addDefinition(name: string, context: string): void {
    const outer = this.#pipelines.variables
    const ranges = this.#ranges
    this.#pipelines.variables = ['$']
    this.#ranges = 0
    this.#nest()
    const [list, ending] = this.#list()
    this.#nesting--
    if (ending.kind !== 'end') this.#tokens.fail(`unexpected {{else}} in ${context}`)
    this.#pipelines.variables = outer
    this.#ranges = ranges
    const known = this.definitions.get(name)
    if (known === undefined || isEmpty(known)) this.definitions.set(name, list)
    else if (!isEmpty(list)) {
      this.#tokens.fail(`template: multiple definition of template ${JSON.stringify(name)}`)
    }
  }

  #template(): TemplateNode {
    const { name, at } = this.#templateName('template clause')
    const token = this.#tokens.nextSolid()
    if (token.kind === 'right') return { kind: 'template', at, name, pipe: null }
    this.#tokens.back(token)
    return { kind: 'template', at, name, pipe: this.#pipelines.pipeline('template clause', 'right') }
  }

  #templateName(context: string): { readonly name: string; readonly at: number } {
    const token = this.#tokens.nextSolid()
    if (token.kind !== 'string' && token.kind !== 'rawString') return this.#tokens.unexpected(token, context)
    return { name: this.#pipelines.unquote(token), at: token.at }
  }
}

function isEnding(node: StatementNode | Ending): node is Ending {
  return node.kind === 'end' || node.kind === 'else'
}

function isEmpty({ nodes }: ListNode): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '')
}
