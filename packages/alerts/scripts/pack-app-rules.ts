/**
 * Loads `prometheus/rules/app` and writes what it says into `src/rules/app-rule-groups.generated.ts`, so that no hub has
 * to read YAML for them. Needs the PromQL that is built; to be run before `tsc` reads this package.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { loadRules } from '../src/rules/load/load-rules.ts'
import { describeProblem } from '../src/rules/load/rule-problem.ts'

const ROOT = join(import.meta.dirname, '../../..')

const files = globSync('prometheus/rules/app/*.yml', { cwd: ROOT })
  .toSorted()
  .map((path) => ({ name: basename(path), text: readFileSync(join(ROOT, path), 'utf8') }))
const { groups, problems } = loadRules(files)
if (problems.length > 0) throw new Error(problems.map(describeProblem).join('\n'))

writeFileSync(
  join(import.meta.dirname, '../src/rules/app-rule-groups.generated.ts'),
  [
    '// Made by scripts/pack-app-rules.ts from prometheus/rules/app.',
    "import type { RuleGroup } from './rule.ts'",
    '',
    '/** The rules that need only the telemetry of applications, as Prometheus has them too: what its files say. */',
    'export const APP_RULE_GROUPS: readonly RuleGroup[] = [',
    ...groups.map((group) => `  ${JSON.stringify(group)},`),
    ']',
    '',
  ].join('\n'),
)
