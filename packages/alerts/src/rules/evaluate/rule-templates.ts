import type { AlertingRule, Texts } from '../rule.ts'
import { parseTemplate, type Template } from '../template/parse-template.ts'

type NamedTemplate = readonly [name: string, template: Template]

/** Templates of a rule, parsed. */
export class RuleTemplates {
  readonly labels: readonly NamedTemplate[]
  readonly annotations: readonly NamedTemplate[]

  constructor({ name, labels, annotations }: AlertingRule) {
    const parseAll = (texts: Texts): NamedTemplate[] =>
      Object.entries(texts).map(([key, text]) => [key, parseTemplate(`__alert_${name}`, text)])
    this.labels = parseAll(labels)
    this.annotations = parseAll(annotations)
  }
}
