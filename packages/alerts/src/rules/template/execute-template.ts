import { ExecutionState } from './execution-state.ts'
import type { FunctionContext } from './functions.ts'
import type { BranchNode, ListNode, PipeNode, StatementNode, TemplateNode } from './node.ts'
import type { Template } from './parse-template.ts'
import { PipelineEvaluator } from './pipeline-evaluator.ts'
import { printValue, showValue } from './show-value.ts'
import { type AlertData, ArgumentMap, type GoValue, isTrue, type QuerySample, StringMap } from './value.ts'

/** Templates that call one another for ever end here; in Go after 100,000. */
const MAX_DEPTH = 200

/** How a list of statements ended. */
type Jump = 'break' | 'continue' | null

/**
 * Runs a template over the data of an alert.
 *
 * @throws TemplateError as Go's text/template words it, and whatever `query` of the context throws.
 */
export function executeTemplate(template: Template, data: AlertData, context: FunctionContext): string {
  if (template.constant !== null) return template.constant
  const state = new ExecutionState(template, context)
  new StatementRunner(state).run(template.name, template.root, data)
  return state.output
}

class StatementRunner {
  readonly #state: ExecutionState
  readonly #pipelines: PipelineEvaluator
  #depth = 0

  constructor(state: ExecutionState) {
    this.#state = state
    this.#pipelines = new PipelineEvaluator(state)
  }

  /** Runs a template, which sees no variables of others. */
  run(name: string, root: ListNode, dot: GoValue): void {
    this.#state.within(name, dot, () => {
      this.#walkList(root, dot)
    })
  }

  #walkList(list: ListNode, dot: GoValue): Jump {
    this.#state.at(list)
    for (const node of list.nodes) {
      const jump = this.#walk(node, dot)
      if (jump !== null) return jump
    }
    return null
  }

  #walk(node: StatementNode, dot: GoValue): Jump {
    this.#state.at(node)
    switch (node.kind) {
      case 'text':
        this.#state.print(node.text)
        return null
      case 'action': {
        const value = this.#pipelines.evaluate(node.pipe, dot)
        if (node.pipe.variables.length === 0) {
          this.#state.at(node)
          this.#state.print(printValue(value))
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
    const { mark } = this.#state
    const value = this.#pipelines.evaluate(pipe, dot)
    let jump: Jump = null
    if (isTrue(value)) jump = this.#walkList(list, kind === 'with' ? value : dot)
    else if (elseList !== null) jump = this.#walkList(elseList, dot)
    this.#state.forgetFrom(mark)
    return jump
  }

  #range({ pipe, list, elseList }: BranchNode, dot: GoValue): Jump {
    const { mark: outer } = this.#state
    const value = this.#pipelines.evaluate(pipe, dot)
    let count = 0
    const { mark } = this.#state
    for (const [index, element] of this.#elementsOf(value, pipe.variables.length)) {
      count++
      this.#setRangeVariables(pipe, mark, index, element)
      const jump = this.#walkList(list, element)
      this.#state.forgetFrom(mark)
      if (jump === 'break') break
    }
    let jump: Jump = null
    if (count === 0 && elseList !== null) jump = this.#walkList(elseList, dot)
    this.#state.forgetFrom(outer)
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
      if (isAssignment) this.#state.assign(name, value)
      else {
        // They were declared by the pipe, the last one on top.
        this.#state.replaceAt(mark - variables.length + position, value)
      }
    }
  }

  *#elementsOf(value: GoValue, variables: number): Generator<readonly [GoValue, GoValue]> {
    if (value === null) return
    if (typeof value === 'bigint') {
      if (variables > 1) this.#state.fail(`can't use ${value} to iterate over more than one variable`)
      for (let element = 0n; element < value; element++) yield [null, element]
    } else if (value instanceof StringMap) for (const name of value.names) yield [name, value.get(name)]
    else if (value instanceof ArgumentMap) {
      for (const [name, each] of [...value.entries].toSorted(([left], [right]) => (left < right ? -1 : 1)))
        yield [name, each]
    } else if (Array.isArray(value)) {
      for (const [index, element] of (value as readonly QuerySample[]).entries())
        yield [BigInt(index), element]
    } else this.#state.fail(`range can't iterate over ${showValue(value)}`)
  }

  #call(node: TemplateNode, dot: GoValue): void {
    const root = this.#state.template.definitions.get(node.name)
    if (root === undefined) return this.#state.fail(`template ${JSON.stringify(node.name)} not defined`)
    if (this.#depth >= MAX_DEPTH) return this.#state.fail('exceeded maximum template depth (100000)')
    const data = node.pipe === null ? null : this.#pipelines.evaluate(node.pipe, dot)
    this.#depth++
    this.run(node.name, root, data)
    this.#depth--
  }
}
