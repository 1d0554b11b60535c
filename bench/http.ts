import { createRequire } from 'node:module'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'

import { Child } from './child.ts'
import { createConfigurations } from './configurations.ts'
import type { BenchConfiguration } from './configurations.ts'
import { installPeers, PEERS } from './install-peers.ts'
import { median } from './medians.ts'
import { startDatabase } from './start-database.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 4)
const WARM_SECONDS = Number(process.env['BENCH_WARM'] ?? 4)
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 8)
const CONNECTIONS = 32
const ROUTES = ['/plain', '/item/7'] as const

interface Sample {
  readonly mainMicroseconds: number
  readonly requestsPerSecond: number
  readonly p99Ms: number
  readonly rssBytes: number
}
interface Snapshot {
  readonly mainThread: { readonly user: number; readonly system: number }
  readonly rssBytes: number
}
interface LoadResult {
  readonly requests: { readonly total: number; readonly average: number }
  readonly latency: { readonly p99: number }
  readonly non2xx: number
  readonly errors: number
}

const samples = new Map<string, Sample[]>()

/** CPU time of the main thread for each request, over the bare application of the same round. */
async function run(): Promise<void> {
  installPeers()
  await using database = await startDatabase()
  await using sink = new Child(join(import.meta.dirname, 'sink.ts'))
  const { port } = await sink.receive<{ port: number }>()
  using dir = createTempDir()
  const only = process.env['BENCH_ONLY']?.split(',')
  const configurations = createConfigurations(`http://127.0.0.1:${port}`, dir.path).filter(
    ({ name }) => only === undefined || only.some((part) => name.startsWith(part)),
  )
  for (let round = 0; round < ROUNDS; round++) {
    // A rotated start, so that no configuration keeps one place in the round.
    for (let index = 0; index < configurations.length; index++) {
      const configuration = configurations[(index + 2 * round) % configurations.length]
      if (configuration !== undefined) await measure(configuration, database.url)
    }
  }
  report(configurations.map(({ name }) => name))
}

async function measure({ name, preload, env }: BenchConfiguration, databaseUrl: string): Promise<void> {
  const autocannon = createRequire(join(PEERS, 'package.json'))('autocannon') as (
    options: object,
  ) => Promise<LoadResult>
  await using app = new Child(join(import.meta.dirname, 'apps', 'web.cjs'), preload, {
    ...env,
    BENCH_PEERS: join(PEERS, 'package.json'),
    BENCH_DATABASE: databaseUrl,
    NODE_ENV: 'production',
  })
  const { port } = await app.receive<{ port: number }>()
  for (const route of ROUTES) {
    const load = { url: `http://127.0.0.1:${port}${route}`, connections: CONNECTIONS }
    await autocannon({ ...load, duration: WARM_SECONDS })
    const before = await app.ask<Snapshot>()
    const { requests, latency, non2xx, errors } = await autocannon({ ...load, duration: SECONDS })
    const after = await app.ask<Snapshot>()
    if (non2xx + errors > 0)
      throw new Error(`${name} ${route}: ${non2xx} answers other than 2xx, ${errors} errors`)
    const key = `${name} ${route}`
    const list = samples.get(key) ?? []
    samples.set(key, list)
    const used = (snapshot: Snapshot): number => snapshot.mainThread.user + snapshot.mainThread.system
    list.push({
      mainMicroseconds: (used(after) - used(before)) / requests.total,
      requestsPerSecond: requests.average,
      p99Ms: latency.p99,
      rssBytes: after.rssBytes,
    })
  }
}

function report(names: readonly string[]): void {
  for (const route of ROUTES) {
    const bare = samples.get(`bare ${route}`) ?? []
    console.log(`\n${route}: ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds, medians`)
    console.log('  configuration                  req/s  p99 ms  main µs/req  added µs  RSS MB  added MB')
    for (const name of names) {
      const list = samples.get(`${name} ${route}`) ?? []
      const of = (pick: (sample: Sample) => number): number => median(list.map(pick))
      const added = addedOver(list, bare, (sample) => sample.mainMicroseconds)
      const addedMb = addedOver(list, bare, (sample) => sample.rssBytes) / 2 ** 20
      console.log(
        `  ${name.padEnd(28)} ${of((s) => s.requestsPerSecond)
          .toFixed(0)
          .padStart(7)} ${of((s) => s.p99Ms)
          .toFixed(0)
          .padStart(7)}` +
          ` ${of((s) => s.mainMicroseconds)
            .toFixed(1)
            .padStart(12)} ${added.toFixed(1).padStart(9)}` +
          ` ${(of((s) => s.rssBytes) / 2 ** 20).toFixed(0).padStart(7)} ${addedMb.toFixed(0).padStart(9)}`,
      )
    }
    const ours = addedOver(samples.get(`ours ${route}`) ?? [], bare, (sample) => sample.mainMicroseconds)
    for (const [peer, budget] of [
      ['hand-built OpenTelemetry', 0.7],
      ['dd-trace', 0.7],
      ['auto-instrumentations-node', 1 / 3],
    ] as const) {
      const theirs = addedOver(
        samples.get(`${peer} ${route}`) ?? [],
        bare,
        (sample) => sample.mainMicroseconds,
      )
      if (Number.isNaN(theirs) || Number.isNaN(ours)) continue
      const met = ours <= budget * theirs
      console.log(
        `  budget: added by ours / ${peer} <= ${budget.toFixed(2)}: ${(ours / theirs).toFixed(2)} ${met ? 'met' : 'MISSED'}`,
      )
      if (!met) process.exitCode = 1
    }
  }
}

function addedOver(
  list: readonly Sample[],
  bare: readonly Sample[],
  pick: (sample: Sample) => number,
): number {
  return median(list.map((sample, round) => pick(sample) - pick(bare[round] ?? sample)))
}

await run()
