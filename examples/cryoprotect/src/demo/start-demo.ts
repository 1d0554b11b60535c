import { removeStaleClusters } from '../database/remove-stale-clusters.ts'
import { startChild, type Child } from './child.ts'
import { findMonitoringPage } from './find-monitoring-page.ts'
import { repeatJob } from './repeat-job.ts'

/** Where the parts of a running demo are. */
export interface DemoAddresses {
  /** `null` if no page came up. */
  readonly page: string | null
  readonly api: string
  readonly database: string
}

/** A running demo. */
export interface Demo {
  /** Resolves once everything runs; rejects if a part does not start. */
  readonly addresses: Promise<DemoAddresses>
  /** Rejects, naming it, when a part that should run on has ended. */
  readonly failure: Promise<never>
  /** Ends everything, by force what has not ended within 4 s. */
  stop(): Promise<void>
  /** Kills everything at once. */
  kill(): void
}

/** What a demo is started with. */
export interface DemoOptions {
  /** Folder that the monitoring of all processes shares. */
  readonly monitoringDir: string
  /** Connection URL of a PostgreSQL server; without one the demo brings its own. */
  readonly databaseUrl: string | undefined
  /** Seconds between the end of a run of the batch job and the next one. */
  readonly jobPauseSeconds: number
  /** Takes each line that a process prints. */
  readonly print: (name: string, line: string) => void
}

const PAGE_TIMEOUT_MS = 10_000
/**
 * The order of the end, each step when the one before is over: who asks before who answers, so that the page still
 * learns how the batch job ended. The times after which a step is forced stay below 4 s together.
 */
const STEPS: readonly { readonly names: readonly string[]; readonly graceMs: number }[] = [
  { names: ['screening-job', 'traffic'], graceMs: 1_000 },
  { names: ['api', 'reference-service'], graceMs: 1_800 },
  { names: ['database-server'], graceMs: 1_200 },
]

/** Starts the demo: database, outside service, API, batch job and traffic, each a process of its own. */
export function startDemo({ monitoringDir, databaseUrl, jobPauseSeconds, print }: DemoOptions): Demo {
  const running = new Set<Child>()
  const stopping = new AbortController()
  const { promise: failure, reject: fail } = Promise.withResolvers<never>()
  failure.catch(() => {})

  const start = (name: string, variables: Readonly<Record<string, string>> = {}): Child => {
    stopping.signal.throwIfAborted()
    const child = startChild(name, { CRYO_MONITORING_DIR: monitoringDir, ...variables }, print)
    running.add(child)
    void child.ended.then(() => running.delete(child))
    return child
  }
  const startLasting = (name: string, variables?: Readonly<Record<string, string>>): Child => {
    const child = start(name, variables)
    void child.ended.then((code) => fail(new Error(`${name} ended with exit code ${code}`)))
    return child
  }

  const server = databaseUrl === undefined ? startLasting('database-server') : null
  const reference = startLasting('reference-service')

  const startRest = async (): Promise<DemoAddresses> => {
    const database = databaseUrl ?? (await server?.ready) ?? ''
    const api = await startLasting('api', {
      DATABASE_URL: database,
      REFERENCE_SERVICE_URL: await reference.ready,
    }).ready
    const page = await findMonitoringPage(monitoringDir, PAGE_TIMEOUT_MS)
    startLasting('traffic', { API_URL: api })
    void repeatJob(() => start('screening-job', { DATABASE_URL: database }).ended, {
      pauseSeconds: jobPauseSeconds,
      signal: stopping.signal,
    })
    return { page, api, database }
  }

  return {
    addresses: startRest(),
    failure,
    async stop() {
      stopping.abort()
      for (const { names, graceMs } of STEPS) {
        const children = [...running].filter(({ name }) => names.includes(name))
        await Promise.all(children.map((child) => child.stop(graceMs)))
      }
      // Data of a database that had to be killed.
      if (server !== null) removeStaleClusters()
    },
    kill() {
      stopping.abort()
      for (const child of running) child.kill()
    },
  }
}
