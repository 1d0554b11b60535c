import { FunctionFailure } from './function-failure.ts'
import { findFunction, type FunctionContext, type Parameter, type TemplateFunction } from './functions.ts'
import {
  type ArgumentNode,
  type BranchNode,
  type ChainNode,
  type CommandNode,
  type FieldNode,
  type IdentifierNode,
  type ListNode,
  type NumberNode,
  type PipeNode,
  showNode,
  type StatementNode,
  type TemplateNode,
  type TemplatePart,
  type VariableNode,
} from './node.ts'
import type { Template } from './parse-template.ts'
import { printValue, showValue } from './show-value.ts'
import { TemplateError } from './template-error.ts'
import { AlertData, ArgumentMap, type GoValue, isTrue, QuerySample, StringMap, typeName } from './value.ts'

/** Templates that call one another for ever end here; in Go after 100,000. */
const MAX_DEPTH = 200
/** More than any alert needs, and less than a moment. */
const MAX_STEPS = 200_000
const MAX_LENGTH = 1_000_000
/** Nothing came through the pipe. */
const MISSING = Symbol('missing')
type Final = GoValue | typeof MISSING

const EXPECTED: Readonly<Record<Parameter, string>> = {
  string: 'string',
  any: 'interface {}',
  value: 'reflect.Value',
  vector: 'template.queryResult',
  sample: '*template.sample',
}

/** How a list of statements ended. */
type Jump = 'break' | 'continue' | null

/**
 * Runs a template over the data of an alert.
 *
 * @throws TemplateError as Go's text/template words it, and whatever `query` of the context throws.
 */
export function executeTemplate(template: Template, data: AlertData, context: FunctionContext): string {
  if (template.constant !== null) return template.constant
  const execution = new Execution(template, context)
  execution.walkTemplate(template.root, data, 0)
  return execution.output
}

class Execution {
  output = ''
  readonly #template: Template
  readonly #context: FunctionContext
  #node: TemplatePart
  #variables: { readonly name: string; value: GoValue }[] = []
  #depth = 0
  #steps = 0

  constructor(template: Template, context: FunctionContext) {
    this.#template = template
    this.#context = context
    this.#node = template.root
  }

  /** Runs a template of its own: it sees no variables of others. */
  walkTemplate(root: ListNode, dot: GoValue, depth: number): void {
    const outer = this.#variables
    const outerDepth = this.#depth
    this.#variables = [{ name: '$', value: dot }]
    this.#depth = depth
    this.#walkList(root, dot)
    this.#variables = outer
    this.#depth = outerDepth
  }

  #walkList(list: ListNode, dot: GoValue): Jump {
    this.#at(list)
    for (const node of list.nodes) {
      const jump = this.#walk(node, dot)
      if (jump !== null) return jump
    }
    return null
  }

  #walk(node: StatementNode, dot: GoValue): Jump {
    this.#at(node)
    switch (node.kind) {
      case 'text':
        this.#print(node.text)
        return null
      case 'action': {
        const value = this.#pipeline(node.pipe, dot)
        if (node.pipe.variables.length === 0) {
          this.#at(node)
          this.#print(printValue(value))
        }
        return null
      }
      case 'break':
      case 'continue':
        return node.kind
      case 'template':
        this.#call(node, dot)
        return null
      case 'range':
        return this.#range(node, dot)
      default:
        return this.#branch(node, dot)
    }
  }

  #branch({ kind, pipe, list, elseList }: BranchNode, dot: GoValue): Jump {
    const mark = this.#variables.length
    const value = this.#pipeline(pipe, dot)
    let jump: Jump = null
    if (isTrue(value)) jump = this.#walkList(list, kind === 'with' ? value : dot)
    else if (elseList !== null) jump = this.#walkList(elseList, dot)
    this.#variables.length = mark
    return jump
  }

  #range({ pipe, list, elseList }: BranchNode, dot: GoValue): Jump {
    const outer = this.#variables.length
    const value = this.#pipeline(pipe, dot)
    let count = 0
    const mark = this.#variables.length
    for (const [index, element] of this.#elementsOf(value, pipe.variables.length)) {
      count++
      this.#setRangeVariables(pipe, mark, index, element)
      const jump = this.#walkList(list, element)
      this.#variables.length = mark
      if (jump === 'break') break
    }
    let jump: Jump = null
    if (count === 0 && elseList !== null) jump = this.#walkList(elseList, dot)
    this.#variables.length = outer
    return jump
  }

  #setRangeVariables(
    { variables, isAssignment }: PipeNode,
    mark: number,
    index: GoValue,
    element: GoValue,
  ): void {
    const [first, second] = variables
    if (first === undefined) return
    const values = second === undefined ? [element] : [index, element]
    for (const [position, value] of values.entries()) {
      const name = variables[position] ?? ''
      if (isAssignment) this.#setVariable(name, value)
      else {
        // They were declared by the pipe, the last one on top.
        const variable = this.#variables[mark - variables.length + position]
        if (variable !== undefined) variable.value = value
      }
    }
  }

  *#elementsOf(value: GoValue, variables: number): Generator<readonly [GoValue, GoValue]> {
    if (value === null) return
    if (typeof value === 'bigint') {
      if (variables > 1) this.#fail(`can't use ${value} to iterate over more than one variable`)
      for (let element = 0n; element < value; element++) yield [null, element]
    } else if (value instanceof StringMap) for (const name of value.names) yield [name, value.get(name)]
    else if (value instanceof ArgumentMap) {
      for (const [name, each] of [...value.entries].toSorted(([left], [right]) => (left < right ? -1 : 1)))
        yield [name, each]
    } else if (Array.isArray(value)) {
      for (const [index, element] of (value as readonly QuerySample[]).entries())
        yield [BigInt(index), element]
    } else this.#fail(`range can't iterate over ${showValue(value)}`)
  }

  #call(node: TemplateNode, dot: GoValue): void {
    const root = this.#template.definitions.get(node.name)
    if (root === undefined) return this.#fail(`template ${JSON.stringify(node.name)} not defined`)
    if (this.#depth >= MAX_DEPTH) return this.#fail('exceeded maximum template depth (100000)')
    const data = node.pipe === null ? null : this.#pipeline(node.pipe, dot)
    return this.walkTemplate(root, data, this.#depth + 1)
  }

  #pipeline(pipe: PipeNode, dot: GoValue): GoValue {
    this.#at(pipe)
    let value: Final = MISSING
    for (const command of pipe.commands) value = this.#command(command, dot, value)
    const result = value === MISSING ? null : value
    for (const name of pipe.variables) {
      if (pipe.isAssignment) this.#setVariable(name, result)
      else this.#variables.push({ name, value: result })
    }
    return result
  }

  #command({ args }: CommandNode, dot: GoValue, final: Final): GoValue {
    const [first] = args
    switch (first.kind) {
      case 'field':
        this.#at(first)
        return this.#fields(dot, first, first.names, args, final)
      case 'chain':
        return this.#chain(first, dot, args, final)
      case 'identifier':
        return this.#function(first, args, dot, final)
      case 'pipe':
        this.#assertNoArguments(args, final)
        return this.#pipeline(first, dot)
      case 'variable':
        return this.#variable(first, args, final)
      default:
    }
    this.#at(first)
    this.#assertNoArguments(args, final)
    if (first.kind === 'nil') return this.#fail('nil is not a command')
    return first.kind === 'dot' ? dot : this.#literal(first)
  }

  #literal(
    node: Exclude<
      ArgumentNode,
      { kind: 'field' | 'chain' | 'identifier' | 'pipe' | 'variable' | 'dot' | 'nil' }
    >,
  ): GoValue {
    if (node.kind !== 'number') return node.value
    return this.#number(node)
  }

  /** How it is written says whether a number is whole. */
  #number(node: NumberNode): GoValue {
    this.#at(node)
    if (node.isFloat) return node.float
    return node.int ?? this.#fail(`${node.text} overflows int`)
  }

  #assertNoArguments(args: readonly ArgumentNode[], final: Final): void {
    const [first] = args
    if (first !== undefined && (args.length > 1 || final !== MISSING))
      this.#fail(`can't give argument to non-function ${showNode(first)}`)
  }

  #chain(node: ChainNode, dot: GoValue, args: readonly ArgumentNode[], final: Final): GoValue {
    this.#at(node)
    const base = this.#argument(node.base, dot, null)
    return this.#fields(base, node, node.fields, args, final)
  }

  #variable(node: VariableNode, args: readonly ArgumentNode[], final: Final): GoValue {
    this.#at(node)
    const value = this.#variables.findLast(({ name }) => name === node.name)?.value ?? null
    if (node.fields.length > 0) return this.#fields(value, node, node.fields, args, final)
    this.#assertNoArguments(args, final)
    return value
  }

  #fields(
    receiver: GoValue,
    node: FieldNode | ChainNode | VariableNode,
    names: readonly string[],
    args: readonly ArgumentNode[],
    final: Final,
  ): GoValue {
    let value = receiver
    for (const [index, name] of names.entries()) {
      const hasArguments = index === names.length - 1 && (args.length > 1 || final !== MISSING)
      value = this.#field(value, name, hasArguments, node)
    }
    return value
  }

  #field(receiver: GoValue, name: string, hasArguments: boolean, node: TemplatePart): GoValue {
    if (receiver === null) return null
    this.#at(node)
    if (receiver instanceof StringMap || receiver instanceof ArgumentMap) {
      if (hasArguments) return this.#fail(`${name} is not a method but has arguments`)
      return receiver instanceof StringMap ? receiver.get(name) : (receiver.entries.get(name) ?? null)
    }
    const fields = fieldsOf(receiver)
    const value = fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (value === undefined) return this.#fail(`can't evaluate field ${name} in type ${typeName(receiver)}`)
    if (hasArguments) return this.#fail(`${name} has arguments but cannot be invoked as function`)
    return value
  }

  #function(node: IdentifierNode, args: readonly ArgumentNode[], dot: GoValue, final: Final): GoValue {
    this.#at(node)
    const found = findFunction(node.name)
    if (found === undefined) return this.#fail(`${JSON.stringify(node.name)} is not a defined function`)
    const given = args.slice(1)
    const count = given.length + (final === MISSING ? 0 : 1)
    this.#assertCount(node.name, found, given.length, count)
    if (node.name === 'and' || node.name === 'or') return this.#shortCircuit(node.name, given, dot, final)
    const values = given.map((arg, index) => this.#argument(arg, dot, parameterAt(found, index)))
    if (final !== MISSING) values.push(this.#validate(final, parameterAt(found, count - 1)))
    try {
      return found.call(values, this.#context)
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error
      this.#at(
        args.length > 1 || final !== MISSING
          ? { kind: 'command', at: node.at, args: [node, ...given] }
          : node,
      )
      return this.#fail(`error calling ${node.name}: ${error.message}`)
    }
  }

  #assertCount(name: string, { parameters, variadic }: TemplateFunction, given: number, count: number): void {
    if (variadic !== null && count < parameters.length)
      this.#fail(`wrong number of args for ${name}: want at least ${parameters.length} got ${given}`)
    if (variadic === null && count !== parameters.length)
      this.#fail(`wrong number of args for ${name}: want ${parameters.length} got ${count}`)
  }

  #shortCircuit(name: 'and' | 'or', args: readonly ArgumentNode[], dot: GoValue, final: Final): GoValue {
    let value: GoValue = null
    for (const arg of args) {
      value = this.#argument(arg, dot, 'value')
      if (isTrue(value) === (name === 'or')) return value
    }
    return final === MISSING ? value : final
  }

  /** @param parameter - `null`: whatever it is. */
  #argument(node: ArgumentNode, dot: GoValue, parameter: Parameter | null): GoValue {
    this.#at(node)
    switch (node.kind) {
      case 'dot':
        return this.#validate(dot, parameter)
      case 'nil':
        return parameter === 'string' ? this.#fail('cannot assign nil to string') : null
      case 'field':
        return this.#validate(this.#fields(dot, node, node.names, [node], MISSING), parameter)
      case 'variable':
        return this.#validate(this.#variable(node, [], MISSING), parameter)
      case 'pipe':
        return this.#validate(this.#pipeline(node, dot), parameter)
      case 'identifier':
        return this.#validate(this.#function(node, [node], dot, MISSING), parameter)
      case 'chain':
        return this.#validate(this.#chain(node, dot, [], MISSING), parameter)
      default:
    }
    if (parameter === 'string' && node.kind !== 'string')
      return this.#fail(`expected string; found ${showNode(node)}`)
    if (parameter === 'vector' || parameter === 'sample')
      return this.#fail(`can't handle ${showNode(node)} for arg of type ${EXPECTED[parameter]}`)
    return this.#literal(node)
  }

  #validate(value: GoValue, parameter: Parameter | null): GoValue {
    if (parameter === null || parameter === 'any' || parameter === 'value') return value
    const expected = EXPECTED[parameter]
    if (value === null) {
      if (parameter === 'string') return this.#fail('invalid value; expected string')
      return parameter === 'vector' ? [] : null
    }
    const type = typeName(value)
    return type === expected ? value : this.#fail(`wrong type for value; expected ${expected}; got ${type}`)
  }

  #setVariable(name: string, value: GoValue): void {
    const variable = this.#variables.findLast((each) => each.name === name)
    if (variable === undefined) this.#fail(`undefined variable: ${name}`)
    else variable.value = value
  }

  #print(text: string): void {
    if (this.output.length + text.length > MAX_LENGTH)
      this.#fail('it makes a text of more than 1,000,000 characters')
    this.output += text
  }

  #at(node: TemplatePart): void {
    this.#node = node
    this.#steps++
    if (this.#steps > MAX_STEPS) this.#fail('it does not end')
  }

  #fail(reason: string): never {
    const before = this.#template.text.slice(0, this.#node.at)
    const line = before.split('\n').length
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1))
    const { name } = this.#template
    throw new TemplateError(
      `template: ${name}:${line}:${column}: executing ${JSON.stringify(name)} at <${showNode(this.#node)}>: ${reason}`,
    )
  }
}

function parameterAt({ parameters, variadic }: TemplateFunction, index: number): Parameter {
  return parameters[index] ?? variadic ?? 'any'
}

function fieldsOf(value: Exclude<GoValue, null>): Readonly<Record<string, GoValue>> | null {
  if (value instanceof QuerySample) return { Labels: value.labels, Value: value.value }
  return value instanceof AlertData ? (value as unknown as Readonly<Record<string, GoValue>>) : null
}
