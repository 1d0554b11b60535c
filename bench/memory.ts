import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { createTempDir } from '@cryo/testing'

import { Child } from './child.ts'
import { createConfigurations } from './configurations.ts'
import type { BenchConfiguration } from './configurations.ts'
import { installPeers, PEERS } from './install-peers.ts'
import { median } from './medians.ts'
import { startDatabase } from './start-database.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const IDLE_SECONDS = Number(process.env['BENCH_IDLE'] ?? 5)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10)
const CONNECTIONS = 32
/** Looks at the memory under load; the highest of them counts less than the middle one. */
const LOOK_EVERY_MS = 500
const BUDGET_MB = 40
const MEGABYTE = 2 ** 20

const PHASES = ['idle', 'page open', '/plain', '/item/7'] as const
type Phase = (typeof PHASES)[number]

/** Resident bytes of each phase, by configuration and round. */
const samples = new Map<string, Record<Phase, number>[]>()

/** Memory that monitoring adds to an Express application with PostgreSQL, idle and under load. */
async function run(): Promise<void> {
  installPeers()
  await using database = await startDatabase()
  await using sink = new Child(join(import.meta.dirname, 'sink.ts'))
  const { port } = await sink.receive<{ port: number }>()
  const only = process.env['BENCH_ONLY']?.split(',')
  for (let round = 0; round < ROUNDS; round++) {
    using dir = createTempDir()
    const configurations = createConfigurations(`http://127.0.0.1:${port}`, dir.path).filter(
      ({ name }) => only === undefined || only.some((part) => name.startsWith(part)),
    )
    for (const [index] of configurations.entries()) {
      // A rotated start, so that no configuration keeps one place in the round.
      const configuration = configurations[(index + round) % configurations.length]
      if (configuration !== undefined) await measure(configuration, database.url, dir.path)
    }
  }
  report()
}

async function measure(
  { name, preload, env }: BenchConfiguration,
  databaseUrl: string,
  monitoringDir: string,
): Promise<void> {
  await using app = new Child(join(import.meta.dirname, 'apps', 'web.cjs'), preload, {
    ...env,
    BENCH_PEERS: join(PEERS, 'package.json'),
    BENCH_DATABASE: databaseUrl,
    NODE_ENV: 'production',
  })
  const { port } = await app.receive<{ port: number }>()
  const resident = async (): Promise<number> => (await app.ask<{ rssBytes: number }>()).rssBytes
  await delay(IDLE_SECONDS * 1000)
  const idle = await resident()
  if (name === 'ours') await lookAtPage(monitoringDir)
  const page = await resident()
  const plain = await load(`http://127.0.0.1:${port}/plain`, resident)
  const item = await load(`http://127.0.0.1:${port}/item/7`, resident)
  const list = samples.get(name) ?? []
  samples.set(name, list)
  list.push({ idle, 'page open': page, '/plain': plain, '/item/7': item })
}

/** The middle of what is resident while requests run, the first third left out. */
async function load(url: string, resident: () => Promise<number>): Promise<number> {
  const autocannon = createRequire(join(PEERS, 'package.json'))('autocannon') as (
    options: object,
  ) => Promise<{ readonly non2xx: number; readonly errors: number }>
  const looks: number[] = []
  const requests = autocannon({ url, connections: CONNECTIONS, duration: SECONDS })
  const end = performance.now() + SECONDS * 1000
  while (performance.now() < end) {
    await delay(LOOK_EVERY_MS)
    looks.push(await resident())
  }
  const { non2xx, errors } = await requests
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} answers other than 2xx, ${errors} errors`)
  return median(looks.slice(Math.floor(looks.length / 3)))
}

/** What a browser asks for: the page, then its data once a second. */
async function lookAtPage(monitoringDir: string): Promise<void> {
  const { url } = JSON.parse(readFileSync(join(monitoringDir, 'hub.json'), 'utf8')) as {
    readonly url: string
  }
  for (const path of ['', '/api/status', '/api/status', '/api/status']) {
    const response = await fetch(`${url}${path}`)
    if (!response.ok) throw new Error(`${url}${path}: ${response.status}`)
    await response.arrayBuffer()
    await delay(1000)
  }
}

function report(): void {
  const bare = samples.get('bare') ?? []
  console.log(`resident memory, ${ROUNDS} interleaved rounds, medians in MB; added over bare in brackets`)
  console.log(`  ${''.padEnd(28)} ${PHASES.map((phase) => phase.padStart(14)).join('')}`)
  for (const [name, list] of samples) {
    const cells = PHASES.map((phase) => {
      const all = median(list.map((sample) => sample[phase])) / MEGABYTE
      return `${all.toFixed(0)} (${addedBy(list, bare, phase).toFixed(1)})`.padStart(14)
    })
    console.log(`  ${name.padEnd(28)} ${cells.join('')}`)
  }
  const ours = samples.get('ours') ?? []
  for (const phase of PHASES) {
    const added = addedBy(ours, bare, phase)
    if (Number.isNaN(added)) continue
    console.log(
      `  budget: ours adds <= ${BUDGET_MB} MB, ${phase}: ${added.toFixed(1)} ${added <= BUDGET_MB ? 'met' : 'MISSED'}`,
    )
    if (added > BUDGET_MB) process.exitCode = 1
  }
}

function addedBy(
  list: readonly Record<Phase, number>[],
  bare: readonly Record<Phase, number>[],
  phase: Phase,
): number {
  return median(list.map((sample, round) => sample[phase] - (bare[round]?.[phase] ?? Number.NaN))) / MEGABYTE
}

await run()
