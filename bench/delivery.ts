import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { createTempDir, startOtlpSink } from '@cryo/testing'

import { createConfigurations } from './configurations.ts'
import { installPeers, PEERS } from './install-peers.ts'

const ENDS = ['exit', 'throw', 'SIGTERM'] as const
const SPANS = 300
/** Those that make spans by the OpenTelemetry API and send OTLP. */
const COMPARED = new Set(['ours', 'hand-built OpenTelemetry', 'auto-instrumentations-node'])

/** Spans that arrive, of 300 made just before the process ends. */
async function run(): Promise<void> {
  installPeers()
  console.log(`spans that arrive, of ${SPANS} made just before the end`)
  console.log(`  ${''.padEnd(28)} ${ENDS.map((end) => end.padStart(9)).join('')}`)
  for (const { name } of createConfigurations('', '').filter((configuration) =>
    COMPARED.has(configuration.name),
  )) {
    const arrived: number[] = []
    for (const end of ENDS) arrived.push(await count(name, end))
    console.log(`  ${name.padEnd(28)} ${arrived.map((spans) => String(spans).padStart(9)).join('')}`)
    if (name === 'ours' && arrived.some((spans) => spans !== SPANS)) process.exitCode = 1
  }
}

async function count(name: string, end: string): Promise<number> {
  await using sink = await startOtlpSink()
  using dir = createTempDir()
  const configuration = createConfigurations(sink.url, dir.path).find((candidate) => candidate.name === name)
  const { preload = [], env = {} } = configuration ?? {}
  const child = spawn(process.execPath, [...preload, join(import.meta.dirname, 'apps', 'ends.cjs')], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...env,
      BENCH_END: end,
      // Each configuration has the copy of the API that it registers with.
      BENCH_API: name === 'ours' ? join(import.meta.dirname, 'package.json') : join(PEERS, 'package.json'),
    },
  })
  await once(child, 'exit')
  return sink.spans.filter((span) => span.name === 'last words').length
}

await run()
