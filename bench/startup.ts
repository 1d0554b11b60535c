import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'

import { createConfigurations } from './configurations.ts'
import { installPeers } from './install-peers.ts'
import { median, medianRatio } from './medians.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 15)
const BUDGET = 3
/** Nothing listens there: a process that ends at its first line sends nothing. */
const NOWHERE = 'http://127.0.0.1:9'

/** Time from the start of Node to the first line of the application, over bare Node. */
function run(): void {
  installPeers()
  using dir = createTempDir()
  const configurations = createConfigurations(NOWHERE, dir.path)
  const times = new Map<string, number[]>(configurations.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, preload, env } of configurations) {
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [...preload, join(import.meta.dirname, 'apps', 'first-line.cjs')],
        {
          encoding: 'utf8',
          env: { ...process.env, ...env },
        },
      )
      const milliseconds = Number(stdout.trim().split('\n').at(-1) || Number.NaN)
      if (status !== 0 || Number.isNaN(milliseconds)) {
        throw new Error(`${name} ended with ${String(status)} and wrote ${JSON.stringify(stdout)}\n${stderr}`)
      }
      times.get(name)?.push(milliseconds)
    }
  }
  const bare = times.get('bare') ?? []
  console.log(`start-up to the first line, ${ROUNDS} interleaved rounds, medians`)
  for (const [name, values] of times) {
    console.log(
      `  ${name.padEnd(28)} ${median(values).toFixed(0).padStart(5)} ms  ${medianRatio(values, bare).toFixed(2)} x bare`,
    )
  }
  const ours = medianRatio(times.get('ours') ?? [], bare)
  console.log(`  budget: ours <= ${BUDGET} x bare: ${ours <= BUDGET ? 'met' : 'MISSED'}`)
  if (ours > BUDGET) process.exitCode = 1
}

run()
