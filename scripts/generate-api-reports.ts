/**
 * Writes docs/api/<package>.md, what each public package offers, from its built declarations; `--check` only compares.
 *
 * Needs built packages: run `pnpm build` first.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { format } from 'oxfmt'
import type { FormatOptions } from 'oxfmt'

import { describeEntry } from './api-report.ts'
import { publicEntries, publicPackages } from './public-packages.ts'
import { writeOrCheck } from './write-or-check.ts'

const FORMAT = JSON.parse(
  readFileSync(join(import.meta.dirname, '../.oxfmtrc.json'), 'utf8'),
) as FormatOptions

/** The whole report of one package. */
export async function renderApiReport(dir: string): Promise<string> {
  const sections = await Promise.all(
    publicEntries(dir).map(
      async ({ specifier, declarations }) =>
        `## \`${specifier}\`\n\n\`\`\`ts\n${await describeEntry(declarations)}\n\`\`\`\n`,
    ),
  )
  const report = `<!-- Written by scripts/generate-api-reports.ts from the built declarations. -->

# What \`${publicEntries(dir)[0]?.specifier}\` offers

${sections.join('\n')}`
  const { code, errors } = await format('report.md', report, FORMAT)
  if (errors.length > 0) throw new Error(`the report of ${dir} cannot be formatted: ${errors[0]?.message}`)
  return code
}

if (import.meta.main) {
  mkdirSync('docs/api', { recursive: true })
  for (const dir of publicPackages()) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other keeps the messages in order
    writeOrCheck(`docs/api/${basename(dir)}.md`, await renderApiReport(dir))
  }
}
