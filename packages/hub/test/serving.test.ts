import type { DashboardSource } from '@cryo/dashboard'
import type { HubConfiguration } from '@cryo/protocol'
import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { Role } from '../src/ownership/ownership.ts'
import { Serving } from '../src/serving.ts'

const DASHBOARD: HubConfiguration['dashboard'] = {
  enabled: true,
  host: '127.0.0.1',
  port: 0,
  token: null,
  allowedHosts: [],
  basePath: '',
}

let dir: TempDir
let serving: Serving
let roles: Role[]
beforeEach(() => {
  dir = createTempDir()
  roles = []
})
afterEach(async () => {
  await serving.stop()
  await serving.close()
  dir[Symbol.dispose]()
})

function createServing(dashboard: Partial<HubConfiguration['dashboard']>): Serving {
  serving = new Serving({
    dir: dir.path,
    dashboard: { ...DASHBOARD, ...dashboard },
    hello: { hubId: 'test', pid: process.pid, resource: {}, startedMs: 0, handlers: 0 },
    webhookToken: () => null,
    // Only what says that somebody answers.
    source: { hubId: 'test', alive: () => true } as unknown as DashboardSource,
    onRole: (role) => roles.push(role),
    onMessage: () => {},
  })
  return serving
}

/** Whether somebody answers where the last role said. */
async function answers(role: Role | undefined): Promise<boolean> {
  if (role?.kind !== 'owner') return false
  try {
    return (await fetch(`http://127.0.0.1:${role.file.port}/healthz`)).status === 200
  } catch {
    return false
  }
}

describe('serving', () => {
  it('answers, and moves to another address when that is configured', async () => {
    await createServing({ basePath: '/a' }).start()
    expect(roles).toMatchObject([{ kind: 'owner' }])
    expect(serving.isSettled).toBe(true)
    await serving.configure({ ...DASHBOARD, basePath: '/a' })
    expect(roles).toHaveLength(1)
    await serving.configure({ ...DASHBOARD, basePath: '/b' })
    expect(roles).toHaveLength(2)
    expect(roles[1]).toMatchObject({ file: { url: expect.stringMatching(/\/b\/monitoring$/) as unknown } })
  })

  it('takes what is configured while it starts', async () => {
    const started = createServing({ basePath: '/early' }).start()
    const configured = serving.configure({ ...DASHBOARD, basePath: '/late' })
    await Promise.all([started, configured])
    expect(roles.at(-1)).toMatchObject({
      file: { url: expect.stringMatching(/\/late\/monitoring$/) as unknown },
    })
  })

  it('can be off, be switched on, and off again', async () => {
    await createServing({ enabled: false }).start()
    expect(roles).toEqual([{ kind: 'none' }])
    expect(serving.isSettled).toBe(true)
    await serving.configure(DASHBOARD)
    expect(await answers(roles[1])).toBe(true)
    await serving.configure({ ...DASHBOARD, enabled: false })
    expect(roles[2]).toEqual({ kind: 'none' })
    expect(await answers(roles[1])).toBe(false)
  })

  it('says why it cannot listen', async () => {
    await expect(createServing({ host: '192.0.2.1', token: 'x'.repeat(32) }).start()).rejects.toThrow(
      'EADDRNOTAVAIL',
    )
  })
})
