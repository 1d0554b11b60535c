/** Packs `prometheus/rules/app` into `src/rules/app-rule-files.generated.ts`: run it before `tsc` reads the package. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')

const files = globSync('prometheus/rules/app/*.yml', { cwd: ROOT })
  .toSorted()
  .map((path) => ({ name: basename(path), text: readFileSync(join(ROOT, path), 'utf8') }))

writeFileSync(
  join(import.meta.dirname, '../src/rules/app-rule-files.generated.ts'),
  [
    '// Made by scripts/pack-app-rules.ts from prometheus/rules/app.',
    "import type { RuleFile } from './load/load-rules.ts'",
    '',
    '/** The rules that need only the telemetry of applications, as Prometheus has them too. */',
    'export const APP_RULE_FILES: readonly RuleFile[] = [',
    ...files.map(({ name, text }) => `  { name: ${JSON.stringify(name)}, text: ${JSON.stringify(text)} },`),
    ']',
    '',
  ].join('\n'),
)
