import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'

import { createConfigurations } from './configurations.ts'
import type { BenchConfiguration } from './configurations.ts'
import { installPeers, PEERS } from './install-peers.ts'
import { median } from './medians.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const SCRAPES = 5
const BUDGET_MS = 10

interface Watched {
  readonly maxMs: number
  readonly p99Ms: number
}

/** How long the application's event loop is blocked while /metrics with 10,000 series is scraped. */
async function run(): Promise<void> {
  installPeers()
  using dir = createTempDir()
  const [bare, ours] = createConfigurations('http://127.0.0.1:9', dir.path)
  const results = new Map<string, Watched[]>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, configuration, prometheus] of [
      ['bare, not scraped', bare, false],
      ['ours', ours, false],
      ['exporter-prometheus', bare, true],
    ] as const) {
      if (configuration === undefined) continue
      const list = results.get(name) ?? []
      results.set(name, list)
      list.push(await watch(configuration, name, prometheus))
    }
  }
  console.log(
    `longest delay of the event loop during ${SCRAPES} scrapes of 10,000 series, medians of ${ROUNDS} rounds`,
  )
  for (const [name, list] of results)
    console.log(`  ${name.padEnd(22)} ${median(list.map(({ maxMs }) => maxMs)).toFixed(1)} ms`)
  const of = (name: string): number => median((results.get(name) ?? []).map(({ maxMs }) => maxMs))
  // The delay that the machine itself adds is in the bare reading.
  const added = of('ours') - of('bare, not scraped')
  console.log(
    `  budget: added by ours <= ${BUDGET_MS} ms: ${added.toFixed(1)} ms ${added <= BUDGET_MS ? 'met' : 'MISSED'}`,
  )
  if (added > BUDGET_MS) process.exitCode = 1
}

async function watch(
  { preload, env }: BenchConfiguration,
  name: string,
  prometheus: boolean,
): Promise<Watched> {
  const port = await findFreePort()
  const child = fork(join(import.meta.dirname, 'apps', 'many-series.mjs'), [], {
    execArgv: [...preload],
    stdio: 'ignore',
    env: {
      ...process.env,
      ...env,
      CRYO_DASHBOARD_PORT: String(port),
      BENCH_PORT: String(port),
      BENCH_PROMETHEUS: String(prometheus),
      BENCH_API: name === 'ours' ? join(import.meta.dirname, 'package.json') : join(PEERS, 'package.json'),
    },
  })
  try {
    await once(child, 'message')
    const scraped = prometheus || name === 'ours'
    // The first scrape waits for the server; what it costs is start-up.
    if (scraped) await scrape(port)
    await ask(child, { watch: true })
    if (scraped) for (let index = 0; index < SCRAPES; index++) await scrape(port)
    else await new Promise((resolve) => setTimeout(resolve, 500))
    return await ask<Watched>(child, { watch: false })
  } finally {
    child.kill('SIGKILL')
  }
}

async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = once(child, 'message')
  child.send(message)
  const [value] = (await answer) as [T]
  return value
}

async function scrape(port: number): Promise<void> {
  for (;;) {
    try {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      if (text.split('\n').filter((line) => line.startsWith('bench_counter')).length >= 9950) return
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

await run()
