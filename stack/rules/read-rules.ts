import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parse } from 'yaml'

/** One rule of a file of Prometheus'. */
export interface Rule {
  /** Path below the root of the repository. */
  readonly file: string
  readonly kind: 'alert' | 'record'
  readonly name: string
  readonly expression: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert?: string
      readonly record?: string
      readonly expr: string
      readonly labels?: Record<string, string>
      readonly annotations?: Record<string, string>
    }[]
  }[]
}

/** Reads every rule below `prometheus/rules`. @param root - Of the repository. */
export function readRules(root: string): readonly Rule[] {
  return globSync('prometheus/rules/*/*.yml', { cwd: root })
    .toSorted()
    .flatMap((file) => parseRules(file, readFileSync(join(root, file), 'utf8')))
}

/** Reads the rules of one file. */
export function parseRules(file: string, text: string): readonly Rule[] {
  const { groups } = parse(text) as RuleFile
  return groups
    .flatMap(({ rules }) => rules)
    .map(({ alert, record, expr, labels = {}, annotations = {} }) => ({
      file,
      kind: alert === undefined ? 'record' : 'alert',
      name: alert ?? record ?? '',
      expression: expr,
      labels,
      annotations,
    }))
}
