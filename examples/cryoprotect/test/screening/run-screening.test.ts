import { spawn, type ChildProcess } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'

import { CRYOPROTECTANTS } from '../../src/data/cryoprotectants.ts'
import { createDatabase, type Database } from '../../src/database/database.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded-postgres.ts'
import { listBestMixtures } from '../../src/database/mixtures.ts'
import { createSchema } from '../../src/database/schema.ts'
import { seedMolecules } from '../../src/database/seed-molecules.ts'
import { describeScreening } from '../../src/screening/describe-screening.ts'
import { runScreening, type ScreeningResult } from '../../src/screening/run-screening.ts'
import { allSolutes, solutesOf } from '../solutes.ts'

let postgres: EmbeddedPostgres
let database: Database

beforeAll(async () => {
  postgres = await startEmbeddedPostgres()
  database = createDatabase(postgres.url, 'test')
  await createSchema(database)
  await seedMolecules(database, CRYOPROTECTANTS, allSolutes())
})
afterAll(async () => {
  await database.end()
  await postgres.stop()
})

let folder: string
let checkpointFile: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cryoprotect-screening-'))
  checkpointFile = join(folder, 'screening.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function screenings(): Promise<unknown[]> {
  const { rows } = await database.query<Record<string, unknown>>(
    'SELECT state, candidates::int, screened::int, accepted::int, ended_at > started_at AS ended FROM screenings ORDER BY id',
  )
  await database.query('DELETE FROM screenings')
  return rows
}

const IDS = ['glycerol', 'propylene-glycol', 'xylitol', 'trehalose', 'dmso'] as const

it('screens all ternary mixtures and writes the best ones', async () => {
  const result = await runScreening(database, solutesOf(...IDS), {
    seconds: 0,
    signal: new AbortController().signal,
    checkpointFile,
  })

  // 5 · 4 · 3 / 6 choices of three, 4³ assignments; those with DMSO have no glass transition.
  expect(result).toMatchObject({ candidates: 640, screened: 640 })
  expect(result.accepted).toBeGreaterThan(0)
  expect(result.accepted).toBeLessThanOrEqual(4 * 64)
  expect(await screenings()).toEqual([
    { state: 'completed', candidates: 640, screened: 640, accepted: result.accepted, ended: true },
  ])

  const [best] = await listBestMixtures(database, 1)
  expect(best?.components).toEqual([
    { molecule: 'glycerol', massFraction: 0.2 },
    { molecule: 'propylene-glycol', massFraction: 0.2 },
    { molecule: 'xylitol', massFraction: 0.2 },
  ])
  expect(describeScreening(result)).toBe(
    `640 mixtures screened, ${result.accepted} accepted; best: glycerol 20 %, propylene-glycol 20 %, xylitol 20 % (Tg 161.5 K)`,
  )
})

/** Screens all mixtures so slowly that it is stopped after the first chunk. */
async function screenUntilStopped(): Promise<ScreeningResult> {
  const interruption = new AbortController()
  const running = runScreening(database, [...allSolutes().values()], {
    seconds: 1e6,
    signal: interruption.signal,
    checkpointFile,
  })
  // Besides the tracker, who waits for the time of the second chunk listens.
  await expect.poll(() => getEventListeners(interruption.signal, 'abort').length, { interval: 5 }).toBe(2)
  interruption.abort()
  return running
}

it('stops when it is told to and says how far it came', async () => {
  const { candidates, screened, accepted } = await screenUntilStopped()
  expect(screened).toBeLessThan(candidates)
  expect(await screenings()).toEqual([{ state: 'interrupted', candidates, screened, accepted, ended: true }])
})

it('goes on where a run was stopped, and finds the same', async () => {
  const solutes = [...allSolutes().values()]
  const stopped = await screenUntilStopped()

  const resumed = await runScreening(database, solutes, {
    seconds: 0,
    signal: new AbortController().signal,
    checkpointFile,
  })
  expect(resumed).toMatchObject({ screened: resumed.candidates, resumed: stopped.screened, accepted: 9_487 })
  expect(describeScreening(resumed)).toContain('screened, 4,096 of them by an earlier run, 9,487 accepted')
  expect(await screenings()).toMatchObject([{ state: 'completed', screened: resumed.candidates }])

  const whole = await runScreening(database, solutes, {
    seconds: 0,
    signal: new AbortController().signal,
    checkpointFile,
  })
  expect(whole).toEqual({ ...resumed, resumed: 0 })
  await screenings()
})

it('goes on after kill -9 at the right mixture', async () => {
  const start = (seconds: number): ChildProcess => {
    const job = spawn(process.execPath, [join(import.meta.dirname, '../../dist/screening-job.js')], {
      env: {
        ...process.env,
        CRYO_MONITORING_DIR: folder,
        CRYO_DASHBOARD_PORT: '0',
        DATABASE_URL: postgres.url,
        SCREENING_SECONDS: String(seconds),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void job.kill('SIGKILL'))
    return job
  }
  const items = (): number => {
    try {
      return Number(/"items":\s*(\d+)/.exec(readFileSync(checkpointFile, 'utf8'))?.[1] ?? 0)
    } catch {
      return 0
    }
  }
  const killed = start(30)
  const ended = once(killed, 'exit')
  await expect.poll(items, { timeout: 30_000 }).toBeGreaterThan(0)
  killed.kill('SIGKILL')
  await ended
  const saved = items()
  expect(saved % 4_096).toBe(0)

  const resumed = start(0)
  expect(resumed.stdout && (await text(resumed.stdout))).toContain(
    `847,616 mixtures screened, ${saved.toLocaleString('en')} of them by an earlier run, 9,487 accepted`,
  )
  expect(await screenings()).toMatchObject([{ state: 'completed', screened: 847_616, accepted: 9_487 }])
})

it('passes a failure on and notes it', async () => {
  await database.query('ALTER TABLE predictions RENAME TO elsewhere')
  const running = runScreening(database, solutesOf(...IDS), {
    seconds: 0,
    signal: new AbortController().signal,
    checkpointFile,
  })
  await expect(running).rejects.toThrow('relation "predictions" does not exist')
  expect(await screenings()).toMatchObject([{ state: 'failed', screened: 640 }])
  await database.query('ALTER TABLE elsewhere RENAME TO predictions')
})
