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
  'history-memory',
  'query-blocks',
  'history-traces',
  'promql',
  'rules',
  'page',
]

/** Run where they are named only: some minutes each, with the programs of the stack. */
const ON_REQUEST = ['gateway', 'stack-latency']

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !BENCHMARKS.includes(name) && !ON_REQUEST.includes(name))
if (unknown.length > 0) {
  console.error(
    `there is no benchmark ${unknown.join(', ')}: there are ${[...BENCHMARKS, ...ON_REQUEST].join(', ')}`,
  )
  process.exit(2)
}
let missed = 0
for (const name of chosen.length > 0 ? chosen : BENCHMARKS) {
  console.log(`\n=== ${name}`)
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  })
  if (status !== 0) missed++
}
console.log(missed === 0 ? '\nall budgets met' : `\n${missed} benchmarks missed a budget`)
if (missed > 0) process.exitCode = 1
