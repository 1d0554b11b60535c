import type { ExecutionState } from './execution-state.ts'
import { FunctionFailure } from './function-failure.ts'
import { findFunction, type Parameter, type TemplateFunction } from './functions.ts'
import {
  type ArgumentNode,
  type BooleanNode,
  type ChainNode,
  type CommandNode,
  type IdentifierNode,
  type NumberNode,
  type PipeNode,
  showNode,
  type StringNode,
  type VariableNode,
} from './node.ts'
import { AlertData, ArgumentMap, type GoValue, isTrue, QuerySample, StringMap, typeName } from './value.ts'

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

/** Evaluates pipelines of a template: their commands, and what these are given. */
export class PipelineEvaluator {
  readonly #state: ExecutionState

  constructor(state: ExecutionState) {
    this.#state = state
  }

  /** @throws TemplateError */
  evaluate(pipe: PipeNode, dot: GoValue): GoValue {
    this.#state.at(pipe)
    let value: Final = MISSING
    for (const command of pipe.commands) value = this.#command(command, dot, value)
    const result = value === MISSING ? null : value
    for (const name of pipe.variables) {
      if (pipe.isAssignment) this.#state.assign(name, result)
      else this.#state.declare(name, result)
    }
    return result
  }

  #command({ args }: CommandNode, dot: GoValue, final: Final): GoValue {
    const [first] = args
    switch (first.kind) {
      case 'field':
        this.#state.at(first)
        return this.#fields(dot, first.names, args, final)
      case 'chain':
        return this.#chain(first, dot, args, final)
      case 'identifier':
        return this.#function(first, args, dot, final)
      case 'pipe':
        this.#assertNoArguments(args, final)
        return this.evaluate(first, dot)
      case 'variable':
        return this.#variable(first, args, final)
      default:
    }
    this.#state.at(first)
    this.#assertNoArguments(args, final)
    if (first.kind === 'nil') return this.#state.fail('nil is not a command')
    return first.kind === 'dot' ? dot : this.#literal(first)
  }

  #literal(node: BooleanNode | NumberNode | StringNode): GoValue {
    if (node.kind !== 'number') return node.value
    return this.#number(node)
  }

  /** How it is written says whether a number is whole. */
  #number(node: NumberNode): GoValue {
    this.#state.at(node)
    if (node.isFloat) return node.float
    return node.int ?? this.#state.fail(`${node.text} overflows int`)
  }

  #assertNoArguments(args: readonly ArgumentNode[], final: Final): void {
    const [first] = args
    if (first !== undefined && (args.length > 1 || final !== MISSING))
      this.#state.fail(`can't give argument to non-function ${showNode(first)}`)
  }

  #chain(node: ChainNode, dot: GoValue, args: readonly ArgumentNode[], final: Final): GoValue {
    this.#state.at(node)
    const base = this.#argument(node.base, dot, null)
    return this.#fields(base, node.fields, args, final)
  }

  #variable(node: VariableNode, args: readonly ArgumentNode[], final: Final): GoValue {
    this.#state.at(node)
    const value = this.#state.find(node.name)
    if (node.fields.length > 0) return this.#fields(value, node.fields, args, final)
    this.#assertNoArguments(args, final)
    return value
  }

  #fields(receiver: GoValue, names: readonly string[], args: readonly ArgumentNode[], final: Final): GoValue {
    let value = receiver
    for (const [index, name] of names.entries()) {
      const hasArguments = index === names.length - 1 && (args.length > 1 || final !== MISSING)
      value = this.#field(value, name, hasArguments)
    }
    return value
  }

  #field(receiver: GoValue, name: string, hasArguments: boolean): GoValue {
    if (receiver === null) return null
    if (receiver instanceof StringMap || receiver instanceof ArgumentMap) {
      if (hasArguments) return this.#state.fail(`${name} is not a method but has arguments`)
      return receiver instanceof StringMap ? receiver.get(name) : (receiver.entries.get(name) ?? null)
    }
    const fields = fieldsOf(receiver)
    const value = fields !== null && Object.hasOwn(fields, name) ? fields[name] : undefined
    if (value === undefined)
      return this.#state.fail(`can't evaluate field ${name} in type ${typeName(receiver)}`)
    if (hasArguments) return this.#state.fail(`${name} has arguments but cannot be invoked as function`)
    return value
  }

  #function(node: IdentifierNode, args: readonly ArgumentNode[], dot: GoValue, final: Final): GoValue {
    this.#state.at(node)
    const found = findFunction(node.name)
    if (found === undefined) return this.#state.fail(`${JSON.stringify(node.name)} is not a defined function`)
    const given = args.slice(1)
    const count = given.length + (final === MISSING ? 0 : 1)
    this.#assertCount(node.name, found, given.length, count)
    if (node.name === 'and' || node.name === 'or') return this.#shortCircuit(node.name, given, dot, final)
    const values = given.map((arg, index) => this.#argument(arg, dot, parameterAt(found, index)))
    if (final !== MISSING) values.push(this.#validate(final, parameterAt(found, count - 1)))
    try {
      const value = found.call(values, this.#state.context)
      if (typeof value === 'string') this.#state.spend(value)
      return value
    } catch (error) {
      if (!(error instanceof FunctionFailure)) throw error
      this.#state.at(
        args.length > 1 || final !== MISSING
          ? { kind: 'command', at: node.at, args: [node, ...given] }
          : node,
      )
      return this.#state.fail(`error calling ${node.name}: ${error.message}`)
    }
  }

  #assertCount(name: string, { parameters, variadic }: TemplateFunction, given: number, count: number): void {
    if (variadic !== null && count < parameters.length)
      this.#state.fail(`wrong number of args for ${name}: want at least ${parameters.length} got ${given}`)
    if (variadic === null && count !== parameters.length)
      this.#state.fail(`wrong number of args for ${name}: want ${parameters.length} got ${count}`)
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
    this.#state.at(node)
    switch (node.kind) {
      case 'dot':
        return this.#validate(dot, parameter)
      case 'nil':
        return parameter === 'string' ? this.#state.fail('cannot assign nil to string') : null
      case 'field':
        return this.#validate(this.#fields(dot, node.names, [node], MISSING), parameter)
      case 'variable':
        return this.#validate(this.#variable(node, [], MISSING), parameter)
      case 'pipe':
        return this.#validate(this.evaluate(node, dot), parameter)
      case 'identifier':
        return this.#validate(this.#function(node, [node], dot, MISSING), parameter)
      case 'chain':
        return this.#validate(this.#chain(node, dot, [], MISSING), parameter)
      default:
    }
    if (parameter === 'string' && node.kind !== 'string')
      return this.#state.fail(`expected string; found ${showNode(node)}`)
    if (parameter === 'vector' || parameter === 'sample')
      return this.#state.fail(`can't handle ${showNode(node)} for arg of type ${EXPECTED[parameter]}`)
    return this.#literal(node)
  }

  #validate(value: GoValue, parameter: Parameter | null): GoValue {
    if (parameter === null || parameter === 'any' || parameter === 'value') return value
    const expected = EXPECTED[parameter]
    if (value === null) {
      if (parameter === 'string') return this.#state.fail('invalid value; expected string')
      return parameter === 'vector' ? [] : null
    }
    const type = typeName(value)
    return type === expected
      ? value
      : this.#state.fail(`wrong type for value; expected ${expected}; got ${type}`)
  }
}

function parameterAt({ parameters, variadic }: TemplateFunction, index: number): Parameter {
  return parameters[index] ?? variadic ?? 'any'
}

function fieldsOf(value: Exclude<GoValue, null>): Readonly<Record<string, GoValue>> | null {
  if (value instanceof QuerySample) return { Labels: value.labels, Value: value.value }
  return value instanceof AlertData ? (value as unknown as Readonly<Record<string, GoValue>>) : null
}
