import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { tryLockDirectory } from '../../src/ownership/directory-lock.ts'
import { readHubFile } from '../../src/ownership/hub-file.ts'
import type { HubFile } from '../../src/ownership/hub-file.ts'
import { Ownership } from '../../src/ownership/ownership.ts'
import type { Role } from '../../src/ownership/ownership.ts'

const TOKEN = 'secret of the folder'

let dir: TempDir
let hubs: TestHub[]
beforeEach(() => {
  dir = createTempDir()
  hubs = []
})
afterEach(async () => {
  for (const hub of hubs) await hub.leave()
  dir[Symbol.dispose]()
})

/** A hub of which only the ownership is real; its server accepts who knows the token. */
class TestHub {
  readonly id: string
  readonly roles: Role[] = []
  readonly failures: unknown[] = []
  readonly reasonsToBeAlone: unknown[] = []
  readonly ownership: Ownership
  listenFails = false
  #server: Server | null = null
  #onRole: () => void = () => {}

  constructor(id: string) {
    this.id = id
    hubs.push(this)
    this.ownership = new Ownership({
      dir: dir.path,
      hello: { hubId: id, pid: process.pid, resource: {}, startedMs: 0, handlers: 0 },
      listen: () => this.#listen(),
      onMessage: () => {},
      onRole: (role) => {
        this.roles.push(role)
        this.#onRole()
      },
      onAlone: (error) => this.reasonsToBeAlone.push(error),
      onFailure: (error) => this.failures.push(error),
    })
  }

  /** Settles when this hub has had so many roles. */
  async role(count: number): Promise<Role | undefined> {
    while (this.roles.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#onRole = resolve
      await promise
    }
    return this.roles[count - 1]
  }

  /** Ends as a process does: the connections go, and the lock. */
  async leave(): Promise<void> {
    await this.ownership.stop()
    this.#server?.closeAllConnections()
    this.#server?.close()
  }

  async #listen(): Promise<HubFile> {
    if (this.listenFails) throw new Error('no such address')
    const server = createServer((request, response) => {
      const isKnown = request.headers.authorization === `Bearer ${TOKEN}`
      response.writeHead(isKnown ? 200 : 401).flushHeaders()
      if (!isKnown) response.end()
    })
    this.#server = server
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    const url = `http://localhost:${port}/monitoring`
    return { hubId: this.id, pid: process.pid, host: '127.0.0.1', port, url, token: TOKEN }
  }
}

describe('ownership of a folder', () => {
  it('is one hub’s; the other attaches, and takes over when the first leaves', async () => {
    const first = new TestHub('first')
    const second = new TestHub('second')
    await first.ownership.start()
    expect(first.roles).toMatchObject([{ kind: 'owner', file: { hubId: 'first' } }])
    await second.ownership.start()
    expect(second.roles).toMatchObject([{ kind: 'attached', owner: { hubId: 'first' } }])
    await first.leave()
    expect(await second.role(2)).toMatchObject({ kind: 'owner', file: { hubId: 'second' } })
    expect(await readHubFile(dir.path)).toMatchObject({ hubId: 'second' })
  })

  it('keeps its file for its user alone, and removes it at the end', async () => {
    const hub = new TestHub('only')
    await hub.ownership.start()
    expect(statSync(dir.file('hub.json')).mode & 0o777).toBe(0o600)
    await hub.leave()
    expect(await readHubFile(dir.path)).toBeNull()
  })

  it('is given up by a hub that cannot listen', async () => {
    const hub = new TestHub('deaf')
    hub.listenFails = true
    await expect(hub.ownership.start()).rejects.toThrow('no such address')
    const lock = tryLockDirectory(dir.path)
    expect(lock).not.toBeNull()
    lock?.release()
  })

  it('is told when it cannot be taken over', async () => {
    const first = new TestHub('first')
    const second = new TestHub('second')
    await first.ownership.start()
    await second.ownership.start()
    second.listenFails = true
    await first.leave()
    expect(await second.role(2)).toEqual({ kind: 'none' })
    expect(second.failures).toMatchObject([{ message: 'no such address' }])
    // It can be tried again.
    second.listenFails = false
    await second.ownership.start()
    expect(second.roles[2]).toMatchObject({ kind: 'owner' })
  })

  it('is not taken by a hub that only joins', async () => {
    const file = {
      hubId: 'gone',
      pid: 1,
      host: '127.0.0.1',
      port: 1,
      url: 'http://localhost:1',
      token: TOKEN,
    }
    writeFileSync(dir.file('hub.json'), JSON.stringify(file))
    const short = new TestHub('short')
    await short.ownership.attach()
    expect(short.roles).toEqual([])
    const owner = new TestHub('owner')
    await owner.ownership.start()
    await short.ownership.attach()
    expect(short.roles).toMatchObject([{ kind: 'attached', owner: { hubId: 'owner' } }])
  })

  it.each([
    ['lock', 'hub.lock'],
    ['address', 'hub.json'],
  ])('serves a page of its own where its %s cannot be written', async (_what, name) => {
    mkdirSync(dir.file(name))
    for (const hub of [new TestHub('a'), new TestHub('b')]) {
      await hub.ownership.start()
      expect(hub.roles).toMatchObject([{ kind: 'owner' }])
      expect(hub.reasonsToBeAlone).toEqual([expect.any(Error)])
    }
  })
})
