/** Where a node stands in the text of its template, in UTF-16 units. */
interface Placed {
  readonly at: number
}

export interface DotNode extends Placed {
  readonly kind: 'dot'
}
export interface NilNode extends Placed {
  readonly kind: 'nil'
}
export interface BooleanNode extends Placed {
  readonly kind: 'boolean'
  readonly value: boolean
}
export interface StringNode extends Placed {
  readonly kind: 'string'
  readonly value: string
  readonly quoted: string
}
export interface NumberNode extends Placed {
  readonly kind: 'number'
  readonly text: string
  /** As a whole number; `null` where it is none. */
  readonly int: bigint | null
  readonly float: number
  /** Whether it is written as one with a fraction. */
  readonly isFloat: boolean
}
/** `.Labels.job` */
export interface FieldNode extends Placed {
  readonly kind: 'field'
  readonly names: readonly string[]
}
/** `$labels.job` */
export interface VariableNode extends Placed {
  readonly kind: 'variable'
  /** With the sign. */
  readonly name: string
  readonly fields: readonly string[]
}
/** `(first $x).Value` */
export interface ChainNode extends Placed {
  readonly kind: 'chain'
  readonly base: ArgumentNode
  readonly fields: readonly string[]
}
export interface IdentifierNode extends Placed {
  readonly kind: 'identifier'
  readonly name: string
}
export interface PipeNode extends Placed {
  readonly kind: 'pipe'
  readonly variables: readonly string[]
  /** Whether the variables are there already. */
  readonly isAssignment: boolean
  readonly commands: readonly CommandNode[]
}
export interface CommandNode extends Placed {
  readonly kind: 'command'
  readonly args: readonly [ArgumentNode, ...ArgumentNode[]]
}
export type ArgumentNode =
  | DotNode
  | NilNode
  | BooleanNode
  | StringNode
  | NumberNode
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | PipeNode

export interface TextNode extends Placed {
  readonly kind: 'text'
  readonly text: string
}
export interface ActionNode extends Placed {
  readonly kind: 'action'
  readonly pipe: PipeNode
}
export interface BranchNode extends Placed {
  readonly kind: 'if' | 'with' | 'range'
  readonly pipe: PipeNode
  readonly list: ListNode
  readonly elseList: ListNode | null
}
export interface JumpNode extends Placed {
  readonly kind: 'break' | 'continue'
}
export interface TemplateNode extends Placed {
  readonly kind: 'template'
  readonly name: string
  readonly pipe: PipeNode | null
}
export type StatementNode = TextNode | ActionNode | BranchNode | JumpNode | TemplateNode
export interface ListNode extends Placed {
  readonly kind: 'list'
  readonly nodes: readonly StatementNode[]
}
export type TemplatePart = ArgumentNode | CommandNode | StatementNode | ListNode

/** A node as Go's errors show it. */
export function showNode(node: TemplatePart): string {
  switch (node.kind) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'boolean':
      return String(node.value)
    case 'string':
      return node.quoted
    case 'number':
      return node.text
    case 'field':
      return `.${node.names.join('.')}`
    case 'variable':
      return [node.name, ...node.fields].join('.')
    case 'chain':
      return `${showArgument(node.base)}.${node.fields.join('.')}`
    case 'identifier':
      return node.name
    case 'pipe':
      return showPipe(node)
    case 'command':
      return node.args.map(showArgument).join(' ')
    default:
      return showStatement(node)
  }
}

function showArgument(node: ArgumentNode): string {
  return node.kind === 'pipe' ? `(${showPipe(node)})` : showNode(node)
}

function showPipe({ variables, isAssignment, commands }: PipeNode): string {
  const head = variables.length === 0 ? '' : `${variables.join(', ')} ${isAssignment ? '=' : ':='} `
  return head + commands.map(showNode).join(' | ')
}

function showStatement(node: StatementNode | ListNode): string {
  switch (node.kind) {
    case 'text':
      return JSON.stringify(node.text)
    case 'action':
      return `{{${showPipe(node.pipe)}}}`
    case 'list':
      return node.nodes.map(showNode).join('')
    case 'template':
      return `{{template ${JSON.stringify(node.name)}${node.pipe === null ? '' : ` ${showPipe(node.pipe)}`}}}`
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`
    default: {
      const otherwise = node.elseList === null ? '' : `{{else}}${showNode(node.elseList)}`
      return `{{${node.kind} ${showPipe(node.pipe)}}}${showNode(node.list)}${otherwise}{{end}}`
    }
  }
}
