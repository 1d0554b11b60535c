import { join } from 'node:path'

import { JOB_STATES } from '@cryo/conventions'
import type { MonitoringData, ProgressSummary } from '@cryo/protocol'
import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { statusWith, TestApp } from './start-app.ts'

const JOB = join(import.meta.dirname, 'fixtures', 'job.mjs')

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

interface JobProcess {
  readonly service?: string
  readonly options?: Readonly<Record<string, unknown>>
  /** Items of the job; 100 by default. */
  readonly total?: number
  /** Fixtures that are loaded first. */
  readonly preload?: readonly string[]
}

function startJob(process: JobProcess = {}): TestApp {
  const { service = 'screening', options = {}, total = 100, preload = [] } = process
  return new TestApp(
    {
      CRYO_DASHBOARD_PORT: '0',
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_SERVICE_NAME: service,
      TEST_OPTIONS: JSON.stringify(options),
      TEST_TOTAL: String(total),
    },
    preload,
    JOB,
  )
}

/** An application of the same folder, which serves the page. */
async function startOwner(
  preload: readonly string[] = [],
): Promise<{ readonly app: TestApp; readonly url: string }> {
  const app = startJob({ service: 'owner', preload })
  return { app, url: await app.url() }
}

const jobOf = (data: MonitoringData): ProgressSummary | undefined =>
  data.progress.find(({ name }) => name === 'screen')

/** The job once it fits; the test's own limit ends it otherwise. */
async function jobWith(url: string, fits: (job: ProgressSummary) => boolean): Promise<ProgressSummary> {
  const data = await statusWith(url, (status) => {
    const job = jobOf(status)
    return job !== undefined && fits(job)
  })
  return jobOf(data) as ProgressSummary
}

/** States of the job that are 1 at a scrape, and how many series there are of each. */
async function scrapeStates(url: string): Promise<{ readonly current: string[]; readonly all: number }> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('cryo_job_state{'))
  const current = lines.filter((line) => line.endsWith(' 1'))
  return {
    current: current.map((line) => /cryo_job_state="(\w+)"/.exec(line)?.[1] ?? ''),
    all: lines.length,
  }
}

async function scrape(url: string, metric: string): Promise<number[]> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`))
    .map((line) => Number(line.slice(line.lastIndexOf(' '))))
}

/** A process of another kind tells a value of now. */
async function sendGauge(url: string, name: string): Promise<void> {
  const points = [
    {
      timeUnixNano: `${Date.now()}000000`,
      asDouble: 1,
      attributes: [{ key: 'a', value: { stringValue: 'b' } }],
    },
  ]
  const scopeMetrics = [{ metrics: [{ name, gauge: { dataPoints: points } }] }]
  await fetch(`${url}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ scopeMetrics }] }),
  })
}

describe('a job', () => {
  it('that stands still with its loop blocked has stalled while it is, and goes on', async () => {
    await using job = startJob({ options: { stallAfterSeconds: 2 } })
    const url = await job.url()
    job.tell('start')
    job.tell('update 10')
    await jobWith(url, ({ processedItems }) => processedItems === 10)
    job.tell('block 6000')
    await job.line(/^blocking/)
    const stalled = await jobWith(url, ({ state }) => state === 'stalled')
    expect(job.output).not.toContain('unblocked')
    expect(stalled).toMatchObject({ processedItems: 10, processes: 1 })
    expect(await scrapeStates(url)).toEqual({ current: ['stalled'], all: JOB_STATES.length })
    await job.line(/^unblocked/)
    job.tell('update 10')
    await jobWith(url, ({ state, processedItems }) => state === 'running' && processedItems === 20)
    expect(await scrapeStates(url)).toEqual({ current: ['running'], all: JOB_STATES.length })
  })

  it('that goes on all the time never stalls for the process that it is attached to', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    await using job = startJob({ options: { stallAfterSeconds: 2 }, total: 2000 })
    job.tell('start')
    // Far more than are waited for: once it has nothing to do, it has stalled.
    job.tell('work 2000')
    const seen = new Set<string>()
    await jobWith(url, ({ state, processedItems }) => {
      seen.add(state)
      return processedItems >= 100
    })
    expect([...seen]).toEqual(['running'])
  })

  it('that says nothing new for longer than a stranger may is at work as long as its process is attached', async () => {
    const { app, url } = await startOwner(['late-hub.cjs'])
    await using _owner = app
    await using job = startJob()
    job.tell('start')
    job.tell('update 10')
    await jobWith(url, ({ processedItems }) => processedItems === 10)
    await sendGauge(url, 'stranger')
    expect(await scrape(url, 'stranger')).toEqual([1])
    while ((await scrape(url, 'stranger')).length > 0) continue
    expect(await jobWith(url, () => true)).toMatchObject({
      state: 'running',
      processes: 1,
      processedItems: 10,
    })
    expect(await scrapeStates(url)).toEqual({ current: ['running'], all: JOB_STATES.length })
  })

  it('whose process is stopped has stalled for the process that it is attached to, and goes on', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    await using job = startJob({ options: { stallAfterSeconds: 2 }, total: 2000 })
    job.tell('start')
    job.tell('update 10')
    await jobWith(url, ({ processedItems }) => processedItems === 10)
    job.kill('SIGSTOP')
    const stalled = await jobWith(url, ({ state }) => state !== 'running')
    expect(stalled).toMatchObject({ state: 'stalled', processes: 1 })
    job.kill('SIGCONT')
    // One update alone would be old again before the owner hears of it, where the machine is busy.
    job.tell('work 1990')
    await jobWith(url, ({ state, processedItems }) => state === 'running' && processedItems > 10)
  })

  it('that is killed is interrupted at once for the process that it was attached to, and resumed by the next', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    const options = { checkpointFile: dir.file('screen.json') }
    {
      await using job = startJob({ options })
      job.tell('start')
      job.tell('update 40')
      job.tell('save')
      await job.line(/^saved/)
      await jobWith(url, ({ processedItems, checkpoint }) => processedItems === 40 && checkpoint !== null)
      expect(await scrapeStates(url)).toMatchObject({ current: ['running'] })
      job.kill('SIGKILL')
      await job.exited()
    }
    const dead = await jobWith(url, ({ state }) => state === 'interrupted')
    expect(dead).toMatchObject({ service: 'screening', processedItems: 40, processes: 0 })
    expect(await scrapeStates(url)).toEqual({ current: ['interrupted'], all: JOB_STATES.length })
    const [start = 0] = await scrape(url, 'cryo_job_last_start_seconds')
    const [end] = await scrape(url, 'cryo_job_last_end_seconds')
    expect(start).toBeGreaterThan(0)
    expect(end).toBe(0)

    await using job = startJob({ options })
    job.tell('start')
    await job.line(/^started at 40/)
    job.tell('update 10')
    const resumed = await jobWith(url, ({ processedItems }) => processedItems === 50)
    expect(resumed).toMatchObject({
      state: 'running',
      resumedItems: 40,
      priorRuns: [{ runId: dead.runId, state: 'interrupted' }],
    })
    expect((await scrapeStates(url)).current).toEqual(['running'])
    job.tell('update 50')
    job.tell('complete')
    await jobWith(url, ({ state }) => state === 'completed')
    expect((await scrapeStates(url)).current).toEqual(['completed'])
    const starts = await scrape(url, 'cryo_job_last_start_seconds')
    const ends = await scrape(url, 'cryo_job_last_end_seconds')
    expect(Math.max(...ends)).toBeGreaterThan(Math.max(...starts))
  })

  it('that died alone is found at the next start, at the item that was remembered', async () => {
    {
      await using job = startJob()
      const url = await job.url()
      job.tell('start')
      job.tell('update 41')
      await jobWith(url, ({ processedItems }) => processedItems === 41)
      await rememberedBy(url)
      job.kill('SIGKILL')
      await job.exited()
    }
    const { app, url } = await startOwner()
    await using _owner = app
    const dead = await jobWith(url, ({ state }) => state === 'interrupted')
    expect(dead).toMatchObject({ service: 'screening', processedItems: 41, totalItems: 100 })
    expect(await scrapeStates(url)).toEqual({ current: ['interrupted'], all: JOB_STATES.length })
  })

  it('goes on where the owner of the page dies, and is served by its own process', async () => {
    const { app, url } = await startOwner()
    await using job = startJob()
    {
      await using _owner = app
      job.tell('start')
      job.tell('update 40')
      await jobWith(url, ({ processedItems }) => processedItems === 40)
    }
    const own = await job.url()
    job.tell('update 1')
    expect(await jobWith(own, ({ processedItems }) => processedItems === 41)).toMatchObject({
      state: 'running',
    })
    expect((await scrapeStates(own)).current).toEqual(['running'])
  })

  it('that failed within a moment is told after its process is gone', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    {
      await using job = startJob()
      job.tell('start')
      job.tell('update 3')
      job.tell('fail')
      job.tell('exit')
      await job.exited()
    }
    const failed = await jobWith(url, ({ state, processes }) => state === 'failed' && processes === 0)
    expect(failed.endedAt).not.toBeNull()
    const [failure = 0] = await scrape(url, 'cryo_job_last_failure_seconds')
    expect(failure).toBeGreaterThan(0)
    expect((await scrapeStates(url)).current).toEqual(['failed'])
  })

  it('split over processes is one line with one forecast', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    await using first = startJob({ options: { part: '1/2' } })
    await using second = startJob({ options: { part: '2/2' } })
    for (const job of [first, second]) {
      job.tell('start')
      job.tell('update 25')
    }
    const both = await jobWith(url, ({ processedItems }) => processedItems === 50)
    expect(both).toMatchObject({ processes: 2, totalItems: 200, progressPercentage: 25 })
    first.tell('update 75')
    first.tell('complete')
    first.tell('exit')
    await first.exited()
    await jobWith(url, ({ processes, processedItems }) => processes === 1 && processedItems === 125)
    second.tell('update 75')
    second.tell('complete')
    expect(await jobWith(url, ({ state }) => state === 'completed')).toMatchObject({ processedItems: 200 })
  })

  it('tells its forecast how long earlier runs took, in the owner and in attached processes', async () => {
    const { app, url } = await startOwner()
    await using _owner = app
    {
      await using job = startJob()
      job.tell('start')
      job.tell('update 100')
      job.tell('complete')
      await jobWith(url, ({ state }) => state === 'completed')
    }
    await using job = startJob()
    await job.line(/^ready/)
    job.tell('start')
    job.tell('update 1')
    // One item alone is no evidence: only an earlier run makes a forecast of it.
    const forecast = await jobWith(
      url,
      ({ processedItems, estimatedRemainingSeconds }) =>
        processedItems === 1 && estimatedRemainingSeconds !== null,
    )
    expect(forecast.priorRuns).toHaveLength(1)
  })

  it('is late by its forecast, and missed by its schedule', async () => {
    await using job = startJob({ options: { deadline: 1, expectEverySeconds: 1 } })
    const url = await job.url()
    job.tell('start')
    job.tell('update 10')
    expect(await jobWith(url, ({ late }) => late)).toMatchObject({ state: 'running', missed: false })
    job.tell('complete')
    expect(await jobWith(url, ({ missed }) => missed)).toMatchObject({ state: 'completed', late: false })
  })
})

/** Resolves after a further round of the hub, in which it writes what it remembers. */
async function rememberedBy(url: string): Promise<void> {
  const from = Date.now()
  await statusWith(url, ({ lastUpdated }) => new Date(lastUpdated).getTime() > from + 1500)
}
