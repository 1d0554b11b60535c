import { cpSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { openHistory } from '@cryo/history'
import type { ErrorGroupSummary, MonitoringData } from '@cryo/protocol'
import { createTempDir, runProcess } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { statusWith, TestApp } from './start-app.ts'

const DIST = join(import.meta.dirname, '..', '..', 'dist')

let dir: TempDir
let monitoringDir: string
beforeEach(() => {
  dir = createTempDir()
  monitoringDir = join(dir.path, 'monitoring')
})
afterEach(() => dir[Symbol.dispose]())

function startApp(service: string, preload: readonly string[] = []): TestApp {
  const env = { CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: monitoringDir, OTEL_SERVICE_NAME: service }
  return new TestApp(env, preload)
}

const countOf = (data: MonitoringData, service: string): number | undefined =>
  data.errors.groups.find((group) => group.service === service)?.count

const groupOf = (data: MonitoringData, service: string): ErrorGroupSummary | undefined =>
  data.errors.groups.find((group) => group.service === service)

/** Errors that a kill would leave on disk: only its owner can open the file, a copy can be read by anyone. */
function countOnDisk(): number {
  using copy = createTempDir()
  for (const name of ['history.sqlite', 'history.sqlite-wal']) {
    const file = join(monitoringDir, name)
    if (existsSync(file)) cpSync(file, copy.file(name))
  }
  const history = openHistory({ dir: copy.path })
  const count = history.errorGroups.newest().reduce((sum, group) => sum + group.count, 0)
  history.close()
  return count
}

/** Address of the page once it was served anew, on another port. */
async function secondUrl(app: TestApp): Promise<string> {
  for (;;) {
    const [, second] = app.output.matchAll(/(http:\/\/localhost:\d+)\/monitoring/g)
    if (second?.[1] !== undefined) return second[1]
    await delay(20)
  }
}

describe('groups of errors', () => {
  it('are those of all services of the folder, each error counted once', async () => {
    await using owner = startApp('screening')
    const url = await owner.url()
    await using attached = startApp('api')
    await attached.line(/^ready/)
    owner.tell('fail 3')
    attached.tell('fail 5')
    const data = await statusWith(
      url,
      (status) => countOf(status, 'screening') === 3 && countOf(status, 'api') === 5,
    )
    expect(data.errors.groups).toHaveLength(2)
    expect(groupOf(data, 'api')).toMatchObject({
      type: 'RangeError',
      state: 'new',
      operations: ['fit'],
      id: groupOf(data, 'screening')?.id,
      context: { mixture: 'M-4' },
      sample: { message: 'no viscosity at -44 °C', stack: expect.stringContaining('at findViscosity') },
    })
  })

  it('outlive the process, however it ends, and go on with its successor', async () => {
    {
      await using app = startApp('screening')
      const url = await app.url()
      app.tell('fail 3')
      await statusWith(url, (status) => countOf(status, 'screening') === 3)
      app.tell('stop')
      await app.line(/^stopped/)
    }
    {
      await using app = startApp('screening')
      const url = await app.url()
      expect(countOf(await statusWith(url, () => true), 'screening')).toBe(3)
      app.tell('fail 2')
      await statusWith(url, (status) => countOf(status, 'screening') === 5)
      // What the page showed may be a second ahead of the disk.
      await statusWith(url, () => countOnDisk() === 5)
      app.kill('SIGKILL')
      await app.exited()
    }
    await using app = startApp('screening')
    const data = await statusWith(await app.url(), (status) => countOf(status, 'screening') !== undefined)
    expect(groupOf(data, 'screening')).toMatchObject({ count: 5, state: 'new' })
  })

  it('are remembered of a process that ends at once', async () => {
    const script = join(dir.path, 'short.mjs')
    writeFileSync(
      script,
      `import ${JSON.stringify(join(DIST, 'register.js'))}
       import { recordError } from ${JSON.stringify(join(DIST, 'index.js'))}
       recordError(new RangeError('no viscosity below -40 °C'))
       process.exit(3)`,
    )
    const env = { CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: monitoringDir, OTEL_SERVICE_NAME: 'short' }
    for (let run = 1; run <= 2; run++) {
      await using short = runProcess({ entry: script, env })
      expect(await short.exited).toMatchObject({ code: 3, stderr: '' })
      expect(countOnDisk()).toBe(run)
    }
    await using app = startApp('screening')
    expect(countOf(await statusWith(await app.url(), () => true), 'short')).toBe(2)
  })

  it('have regressed when they come back after two quiet weeks', async () => {
    {
      await using app = startApp('screening')
      const url = await app.url()
      app.tell('fail 1')
      await statusWith(url, (status) => countOf(status, 'screening') === 1)
      app.tell('stop')
      await app.line(/^stopped/)
    }
    const history = openHistory({ dir: monitoringDir })
    const lastSeenMs = Date.now() - 20 * 86_400_000
    const aged = history.errorGroups
      .newest()
      .map((group) => ({ ...group, firstSeenMs: lastSeenMs, lastSeenMs }))
    history.errorGroups.put(aged)
    history.close()

    await using app = startApp('screening')
    const url = await app.url()
    const before = await statusWith(url, (status) => countOf(status, 'screening') === 1)
    expect(groupOf(before, 'screening')?.state).toBe('resolved')
    app.tell('fail 1')
    const after = await statusWith(url, (status) => countOf(status, 'screening') === 2)
    expect(groupOf(after, 'screening')).toMatchObject({
      state: 'regressed',
      firstSeen: new Date(lastSeenMs).toISOString(),
    })
  })

  it.for(['terminate', 'heap'])('outlive a hub that dies of %s, nothing counted twice', async (fault) => {
    await using app = startApp('screening', ['fault.cjs'])
    app.tell('fail 3')
    await statusWith(await app.url(), () => countOnDisk() === 3)
    app.send(fault)
    await app.line(/^hub 2 started/)
    app.tell('fail 1')
    const url = await secondUrl(app)
    await statusWith(url, (status) => countOf(status, 'screening') === 4)
    await statusWith(url, () => countOnDisk() === 4)
    expect(app.output).not.toContain('in memory only')
  })

  it('are taken over with the page when its owner is killed, nothing counted twice', async () => {
    await using owner = startApp('screening')
    const url = await owner.url()
    await using attached = startApp('api')
    await attached.line(/^ready/)
    owner.tell('fail 3')
    attached.tell('fail 5')
    await statusWith(url, (status) => countOf(status, 'screening') === 3 && countOf(status, 'api') === 5)
    await statusWith(url, () => countOnDisk() === 8)
    owner.kill('SIGKILL')
    attached.tell('fail 1')
    const taken = await statusWith(await attached.url(), (status) => countOf(status, 'api') === 6)
    expect(countOf(taken, 'screening')).toBe(3)
  })
})
