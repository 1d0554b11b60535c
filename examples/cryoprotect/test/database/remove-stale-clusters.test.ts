import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

import { CLUSTER_FOLDER_PREFIX, OWNER_FILE } from '../../src/database/cluster-folder.ts'
import { removeStaleClusters } from '../../src/database/remove-stale-clusters.ts'
import { isAlive } from '../../src/demo/is-alive.ts'

it('ends a cluster whose owner was killed and removes its folder', async () => {
  const owner = fork(join(import.meta.dirname, 'cluster-owner.ts'))
  const [data] = (await once(owner, 'message')) as [string]
  const server = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10)
  owner.kill('SIGKILL')
  await once(owner, 'exit')

  removeStaleClusters()

  await expect.poll(() => isAlive(server)).toBe(false)
  expect(existsSync(data)).toBe(false)
})

function createFolder(): string {
  return mkdtempSync(join(tmpdir(), CLUSTER_FOLDER_PREFIX))
}

describe('a folder', () => {
  it('stays while its owner lives', () => {
    const folder = createFolder()
    writeFileSync(join(folder, OWNER_FILE), String(process.pid))
    removeStaleClusters()
    expect(existsSync(folder)).toBe(true)
    writeFileSync(join(folder, OWNER_FILE), String(spawnSync('true').pid))
    removeStaleClusters()
    expect(existsSync(folder)).toBe(false)
  })

  it('stays while its owner may still sign it', () => {
    const folder = createFolder()
    removeStaleClusters()
    expect(existsSync(folder)).toBe(true)
    utimesSync(folder, 0, 0)
    removeStaleClusters()
    expect(existsSync(folder)).toBe(false)
    rmSync(folder, { recursive: true, force: true })
  })
})
