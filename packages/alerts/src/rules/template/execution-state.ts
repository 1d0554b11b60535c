import type { FunctionContext } from './functions.ts'
import { showNode, type TemplatePart } from './node.ts'
import type { Template } from './parse-template.ts'
import { TemplateError } from './template-error.ts'
import type { GoValue } from './value.ts'

/** More than any alert needs, and less than a moment. */
const MAX_STEPS = 50_000
/** Characters that all texts of a run may have, those in between too: a text may be doubled at each step. */
const MAX_CHARACTERS = 2_000_000

/** What one run of a template has come to: variables, what is printed, and where it is. */
export class ExecutionState {
  readonly template: Template
  readonly context: FunctionContext
  output = ''
  #node: TemplatePart
  /** Of the template that runs: one may call another. */
  #name: string
  #variables: { readonly name: string; value: GoValue }[] = []
  #steps = 0
  #characters = 0

  constructor(template: Template, context: FunctionContext) {
    this.template = template
    this.context = context
    this.#node = template.root
    this.#name = template.name
  }

  /** Runs what has a name and variables of its own. */
  within(name: string, dot: GoValue, run: () => void): void {
    const [outerName, outerVariables] = [this.#name, this.#variables]
    this.#name = name
    this.#variables = [{ name: '$', value: dot }]
    run()
    this.#name = outerName
    this.#variables = outerVariables
  }

  /** How many variables there are: what is declared after is gone with {@link forgetFrom}. */
  get mark(): number {
    return this.#variables.length
  }

  forgetFrom(mark: number): void {
    this.#variables.length = mark
  }

  declare(name: string, value: GoValue): void {
    this.#variables.push({ name, value })
  }

  find(name: string): GoValue {
    return this.#variables.findLast((each) => each.name === name)?.value ?? null
  }

  assign(name: string, value: GoValue): void {
    const variable = this.#variables.findLast((each) => each.name === name)
    if (variable === undefined) this.fail(`undefined variable: ${name}`)
    else variable.value = value
  }

  /** Gives another value to the variable of a position. */
  replaceAt(position: number, value: GoValue): void {
    const variable = this.#variables[position]
    if (variable !== undefined) variable.value = value
  }

  print(text: string): void {
    this.spend(text)
    this.output += text
  }

  /** Counts a text that is made. */
  spend(text: string): void {
    this.#characters += text.length
    if (this.#characters > MAX_CHARACTERS) this.fail('it makes texts of more than 2,000,000 characters')
  }

  /** Says where the run is, for errors. */
  at(node: TemplatePart): void {
    this.#node = node
    this.#steps++
    if (this.#steps > MAX_STEPS) this.fail('it does not end')
  }

  /** @throws TemplateError */
  fail(reason: string): never {
    const { name, text } = this.template
    const before = text.slice(0, this.#node.at)
    const line = before.split('\n').length
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1))
    throw new TemplateError(
      `template: ${name}:${line}:${column}: executing ${JSON.stringify(this.#name)} at <${showNode(this.#node)}>: ${reason}`,
    )
  }
}
