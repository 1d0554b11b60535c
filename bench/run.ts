import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Every benchmark, in the order of the budgets that they check; each sets its exit code when one is missed. */
const BENCHMARKS = [
  'startup',
  'memory',
  'instruments',
  'tracking',
  'eta',
  'progress',
  'http',
  'loop-blocked',
  'delivery',
  'ingest',
  'history-series',
  'history-traces',
  'promql',
  'rules',
  'page',
]

const chosen = process.argv.slice(2)
let missed = 0
for (const name of BENCHMARKS) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  console.log(`\n=== ${name}`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  })
  if (status !== 0) missed++
}
console.log(missed === 0 ? '\nall budgets met' : `\n${missed} benchmarks missed a budget`)
if (missed > 0) process.exitCode = 1
