import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { openSeriesHistory } from '@cryo/history'
import { createTempDir, runProcess, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { monitoringEnvironment } from './run-to-end.ts'

const EXIT_SOON = join(import.meta.dirname, 'fixtures', 'exit-soon.mjs')
const DAYS = 14
const DAY_MS = 86_400_000
const STEP_MS = 30_000
const SERIES = 40
/** The query goes on for so long, its limit: who waits for the hub waits until then. */
const QUERY_LIMIT_MS = 10_000

describe('an application exits in time, with its own code', () => {
  let dir: TempDir
  let env: Record<string, string>

  beforeAll(async () => {
    dir = createTempDir()
    env = await monitoringEnvironment(dir)
    seed(dir.file('monitoring'))
  }, 120_000)
  afterAll(() => dir[Symbol.dispose]())

  it('while the hub answers a query over 14 days', async () => {
    // The question is still open then: it is what keeps the hub busy.
    expect(await askAndExit('14')).toMatch(/^cut off$|the history is closed/)
  })

  it('while the hub deletes what is too old', async () => {
    expect(await askAndExit('1')).toMatch(/^cut off$|the history is closed|^answered 200/)
  })

  /** Asks a long question of an application that ends soon. @returns The answer. */
  async function askAndExit(retentionDays: string): Promise<string> {
    await using app = runProcess({
      entry: EXIT_SOON,
      env: { ...env, CRYO_METRICS_RETENTION_DAYS: retentionDays, TEST_EXIT_AFTER_MS: '700' },
      cwd: dir.path,
      killAfterMs: 40_000,
    })
    await app.waitForLine(/^up$/, 30_000)
    const nowMs = Date.now()
    const query = new URLSearchParams({
      query: 'quantile_over_time(0.9, seeded[1d])',
      start: String((nowMs - DAYS * DAY_MS) / 1000),
      end: String(nowMs / 1000),
      step: '120',
    })
    const answer = ask(`http://127.0.0.1:${env['CRYO_DASHBOARD_PORT']}/api/v1/query_range?${query}`)
    const { code, stdout, stderr } = await app.exited
    const exitedMs = Date.now()
    expect([code, stdout.match(/^exit/gm), stderr]).toEqual([7, ['exit'], ''])
    expect(exitedMs - nowMs).toBeLessThan(QUERY_LIMIT_MS)
    return answer
  }
})

async function ask(url: string): Promise<string> {
  try {
    const response = await fetch(url)
    return `answered ${response.status} ${(await response.text()).slice(0, 200)}`
  } catch {
    return 'cut off'
  }
}

function seed(folder: string): void {
  mkdirSync(folder)
  let nowMs = Date.now() - DAYS * DAY_MS
  const endMs = Date.now() - STEP_MS
  const history = openSeriesHistory({ dir: folder, nowMs: () => nowMs })
  const handles = Array.from(
    { length: SERIES },
    (_, index) => history.open({ __name__: 'seeded', number: String(index) }) ?? -1,
  )
  for (let round = 0; nowMs < endMs; nowMs += STEP_MS, round++) {
    for (const [index, handle] of handles.entries())
      history.append(handle, nowMs, (round * (index + 1)) % 9973)
    if (round % 120 === 0) while (history.work(nowMs));
  }
  history.close()
}
