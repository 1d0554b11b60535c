import type { VectorSample } from '@cryo/promql'

import type { Texts } from '../rule.ts'
import { executeTemplate } from '../template/execute-template.ts'
import { FunctionFailure } from '../template/function-failure.ts'
import type { Template } from '../template/parse-template.ts'
import { TemplateError } from '../template/template-error.ts'
import { AlertData, type GoValue, QuerySample } from '../template/value.ts'

/** A query of a template whose answer is not there yet. */
class PendingQuery extends Error {
  readonly query: string

  constructor(query: string) {
    super('a template waits for a query')
    this.query = query
  }
}

/** Characters of all texts of one rule at one time: they are in memory as long as its alerts. */
const MAX_CHARACTERS = 8_000_000

/** What templates are told beside the alert. */
export interface ExpanderOptions {
  /** Of the evaluation, in Unix milliseconds. */
  readonly timeMs: number
  readonly externalLabels: Texts
  readonly externalUrl: string
  readonly query: (text: string) => Promise<readonly VectorSample[]>
  /** How long all of them together may take: one that is quick is not where it runs for each of ten thousand alerts. */
  readonly timeoutMs: number
}

/**
 * Makes texts of templates, for one rule at one time. A template runs without waiting: what it asks for is looked up,
 * and it runs again from its beginning. Each query is asked once, however many alerts have it.
 */
export class TextExpander {
  readonly #options: ExpanderOptions
  readonly #startedMs = performance.now()
  #characters = 0
  readonly #answers = new Map<string, readonly QuerySample[] | FunctionFailure>()

  constructor(options: ExpanderOptions) {
    this.#options = options
  }

  /** Expands each text for an element of the result. @throws Error where all of them take too long, or are too long. */
  async expandAll(
    templates: readonly (readonly [name: string, template: Template])[],
    labels: Texts,
    value: number,
  ): Promise<[string, string][]> {
    const { externalLabels, externalUrl } = this.#options
    const data = new AlertData(labels, externalLabels, externalUrl, value)
    const texts: [string, string][] = []
    for (const [name, template] of templates) {
      let text = this.#tryToExpand(template, data)
      while (text instanceof PendingQuery) {
        await this.#ask(text.query)
        text = this.#tryToExpand(template, data)
      }
      texts.push([name, text])
      this.#characters += text.length
      this.#assertLimits()
    }
    return texts
  }

  #assertLimits(): void {
    if (this.#characters > MAX_CHARACTERS)
      throw new Error(`its templates make texts of more than ${MAX_CHARACTERS} characters`)
    if (performance.now() - this.#startedMs > this.#options.timeoutMs)
      throw new Error('its templates take too long for so many alerts')
  }

  #tryToExpand(template: Template, data: AlertData): string | PendingQuery {
    if (template.constant !== null) return template.constant
    const { timeMs, externalUrl } = this.#options
    try {
      return executeTemplate(template, data, { timeMs, externalUrl, query: (text) => this.#answerTo(text) })
    } catch (error) {
      if (error instanceof PendingQuery) return error
      const reason = error instanceof TemplateError ? error.message : String(error)
      return `<error expanding template: error executing template ${template.name}: ${reason}>`
    }
  }

  #answerTo(query: string): GoValue {
    const answer = this.#answers.get(query)
    if (answer === undefined) throw new PendingQuery(query)
    if (answer instanceof FunctionFailure) throw answer
    return answer
  }

  async #ask(query: string): Promise<void> {
    try {
      const samples = await this.#options.query(query)
      this.#answers.set(
        query,
        samples.map(({ labels, value }) => new QuerySample(labels, value)),
      )
    } catch (error) {
      this.#answers.set(query, new FunctionFailure((error as Error).message))
    }
  }
}
