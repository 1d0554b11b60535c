/**
 * Writes grafana/dashboards from grafana/src; `--check` only compares.
 */
import { globSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { writeOrCheck } from '../scripts/write-or-check.ts'
import { DASHBOARDS } from './src/dashboards.ts'

const DIR = join(import.meta.dirname, 'dashboards')

mkdirSync(DIR, { recursive: true })
const files = new Map(
  DASHBOARDS.map((dashboard) => [`${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]),
)
for (const left of globSync('*.json', { cwd: DIR }).filter((file) => !files.has(file))) {
  if (process.argv.includes('--check')) {
    console.error(`grafana/dashboards/${left} is not written by any source: delete it`)
    process.exitCode = 1
  } else rmSync(join(DIR, left))
}
for (const [file, content] of files) writeOrCheck(join(DIR, file), content)
