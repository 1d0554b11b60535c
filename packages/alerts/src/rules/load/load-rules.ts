import type { Node } from 'yaml'

import type { Rule, RuleGroup } from '../rule.ts'
import { readDuration } from './read-duration.ts'
import { nameOfRule, readRule, readTexts } from './read-rule.ts'
import type { RuleProblem } from './rule-problem.ts'
import { type Complain, ExcessiveAliasing, type Field, YamlReader } from './yaml-reader.ts'
import { readYaml, type YamlError, type YamlText } from './yaml-text.ts'

/** A rule file. */
export interface RuleFile {
  readonly name: string
  readonly text: string
}

/** What is in rule files. */
export interface LoadedRules {
  readonly groups: readonly RuleGroup[]
  /** What is wrong; rules that it does not name are in the groups. */
  readonly problems: readonly RuleProblem[]
}

const GROUP_FIELDS = ['name', 'interval', 'query_offset', 'limit', 'rules', 'labels']

/**
 * Loads rule files of Prometheus 3.13. It never throws: what Prometheus would refuse is named, and what else is in the
 * files stays. A file whose YAML cannot be read has no rules; what is wrong with a group itself costs it nothing but
 * what is wrong, unless its name is taken.
 *
 * @param known - Groups that are loaded already: rules that repeat theirs are named.
 *
 * @example
 * const { groups, problems } = loadRules([{ name: 'rules.yml', text: readFileSync('rules.yml', 'utf8') }])
 */
export function loadRules(files: readonly RuleFile[], known: readonly RuleGroup[] = []): LoadedRules {
  const problems: RuleProblem[] = []
  const groups = files.flatMap((file) => new FileLoader(file, problems).load())
  return { groups, problems: [...problems, ...findRepeated([...known, ...groups])] }
}

class FileLoader {
  readonly #file: RuleFile
  readonly #yaml: YamlText
  readonly #reader: YamlReader
  readonly #problems: RuleProblem[]
  /** Keys that stand twice in a rule, and of which is told there. */
  readonly #told = new Set<YamlError>()

  constructor(file: RuleFile, problems: RuleProblem[]) {
    this.#file = file
    this.#problems = problems
    this.#yaml = readYaml(file.text)
    this.#reader = new YamlReader(this.#yaml)
  }

  load(): RuleGroup[] {
    try {
      return this.#load()
    } catch (error) {
      if (!(error instanceof ExcessiveAliasing)) throw error
      this.#add(1, '', '', error.message)
      return []
    }
  }

  #load(): RuleGroup[] {
    for (const { line, reason } of this.#yaml.errors) this.#add(line, '', '', reason)
    const complain = this.#complaint('', '')
    if (this.#yaml.root === null) return []
    const fields = this.#reader.map(this.#yaml.root, 'the file', complain)
    if (fields === null) return []
    this.#reader.hasUnknown(fields, ['groups'], complain)
    const nodes = this.#reader.list(fields.get('groups'), 'groups', complain) ?? []
    const names = new Set<string>()
    const groups = nodes.flatMap((node) => {
      const group = this.#readGroup(node, names)
      if (group === null) return []
      names.add(group.name)
      return [group]
    })
    for (const each of this.#yaml.duplicateKeys)
      if (!this.#told.has(each)) this.#add(each.line, '', '', each.reason, true)
    return groups
  }

  #readGroup(node: Node, names: ReadonlySet<string>): RuleGroup | null {
    const fields = this.#reader.map(node, 'the group', this.#complaint('', ''))
    if (fields === null) return null
    const name = this.#reader.text(fields.get('name'), 'name', this.#complaint('', ''))
    if (name === null || name === '' || names.has(name)) {
      const reason =
        name === null || name === ''
          ? 'Groupname must not be empty'
          : `groupname: "${name}" is repeated in the same file`
      this.#add(this.#yaml.lineOf(node), name ?? '', '', reason)
      return null
    }
    const complain = this.#complaint(name, '', true)
    this.#reader.hasUnknown(fields, GROUP_FIELDS, complain)
    const labels = readTexts(this.#reader, fields.get('labels'), 'label', complain)
    const nodes = this.#reader.list(fields.get('rules'), 'rules', this.#complaint(name, '')) ?? []
    const interval = readDuration(this.#reader, fields.get('interval'), 'interval', complain)
    return {
      file: this.#file.name,
      name,
      intervalMs: interval === 0 ? null : interval,
      limit: this.#readLimit(fields.get('limit'), complain),
      queryOffsetMs: readDuration(this.#reader, fields.get('query_offset'), 'query_offset', complain),
      rules: nodes.flatMap((each, index) => this.#readRule(each, nodes[index + 1], name, labels) ?? []),
    }
  }

  #readRule(
    node: Node,
    next: Node | undefined,
    group: string,
    labels: Readonly<Record<string, string>>,
  ): Rule | null {
    const complain = this.#complaint(group, nameOfRule(this.#reader, node))
    const line = this.#yaml.lineOf(node)
    const endLine = next === undefined ? this.#yaml.lastLineOf(node) : this.#yaml.lineOf(next) - 1
    const twice = this.#yaml.duplicateKeys.filter((each) => each.line >= line && each.line <= endLine)
    for (const each of twice) {
      this.#told.add(each)
      this.#add(each.line, group, nameOfRule(this.#reader, node), each.reason)
    }
    const rule = readRule(this.#reader, node, line, labels, complain)
    return twice.length > 0 ? null : rule
  }

  #readLimit(field: Field | undefined, complain: Complain): number {
    const text = this.#reader.text(field, 'limit', complain) ?? ''
    if (text === '' || /^[+-]?\d+$/.test(text)) return Number(text)
    complain(field?.value ?? null, `limit: not a whole number: ${JSON.stringify(text)}`)
    return 0
  }

  #complaint(group: string, rule: string, isKept = false): Complain {
    return (node, reason) => this.#add(this.#yaml.lineOf(node), group, rule, reason, isKept)
  }

  #add(line: number, group: string, rule: string, reason: string, isKept = false): void {
    this.#problems.push({ file: this.#file.name, line, group, rule, reason, isKept })
  }
}

/** Rules that make the same as one before them: Prometheus evaluates both. */
function findRepeated(groups: readonly RuleGroup[]): RuleProblem[] {
  const seen = new Map<string, string>()
  return groups.flatMap(({ file, name: group, rules }) =>
    rules.flatMap(({ kind, name, labels, line }): RuleProblem[] => {
      const pairs = Object.entries(labels).toSorted(([left], [right]) => (left < right ? -1 : 1))
      const key = JSON.stringify([kind, name, pairs])
      const first = seen.get(key)
      if (first === undefined) seen.set(key, `${file}:${line}`)
      return first === undefined
        ? []
        : [{ file, line, group, rule: name, reason: `repeats the name and labels of ${first}`, isKept: true }]
    }),
  )
}
