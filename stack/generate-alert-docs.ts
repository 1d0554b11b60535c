/**
 * Writes docs/alert-rules.md from the rules and their runbooks; `--check` only compares.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { markdownTable } from '../scripts/markdown-table.ts'
import { writeOrCheck } from '../scripts/write-or-check.ts'
import { readRules, type Rule } from './rules/read-rules.ts'

const ROOT = join(import.meta.dirname, '..')

/** The whole of docs/alert-rules.md. */
export function renderAlertDocs(rules: readonly Rule[]): string {
  const files = [...new Set(rules.map(({ file }) => file))]
  const sections = files.flatMap((file) => {
    const alerts = rules.filter((rule) => rule.file === file && rule.kind === 'alert')
    if (alerts.length === 0) return []
    const rows = alerts.map(({ name, labels }) => [
      `[${name}](runbooks/${name}.md)`,
      labels['severity'] ?? '',
      titleOf(name),
    ])
    return [`## [${file}](../${file})\n\n${markdownTable(['alert', 'severity', 'says that'], rows)}\n`]
  })
  return `<!-- Written by stack/generate-alert-docs.ts: change prometheus/rules and docs/runbooks. -->

# Alert rules

What is in \`app\` needs only the telemetry of applications; what is in \`stack\` watches what carries it.

${sections.join('\n')}`
}

/** What its runbook says in the first line, behind the name. */
function titleOf(name: string): string {
  const [first = ''] = readFileSync(join(ROOT, 'docs', 'runbooks', `${name}.md`), 'utf8').split('\n')
  return first.slice(`# ${name}: `.length)
}

writeOrCheck(join(ROOT, 'docs', 'alert-rules.md'), renderAlertDocs(readRules(ROOT)))
