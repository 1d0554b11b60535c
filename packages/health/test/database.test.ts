import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import { startFaultProxy } from '@cryo/testing'
import { startPostgres, type TestPostgres } from '@cryo/testing/postgres'
import { Pool, type PoolConfig } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { getHealth, stopHealth, watchDatabase } from '../src/index.ts'
import type { CheckReport } from '../src/index.ts'
import { until } from './fixtures/until.ts'

const OFTEN = { intervalSeconds: 0.1, timeoutSeconds: 5 }

let postgres: TestPostgres
let pools: Pool[] = []
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())
afterEach(async () => {
  stopHealth()
  await Promise.all(pools.filter((pool) => !pool.ended).map((pool) => pool.end()))
  pools = []
})

function createPool(options: PoolConfig = {}): Pool {
  const pool = new Pool({ ...postgres.connection, ...options })
  // Connections that idle while the server stops; an application has to listen too.
  pool.on('error', () => {})
  pools.push(pool)
  return pool
}

async function read(): Promise<CheckReport> {
  const [report] = (await getHealth()).database
  if (report === undefined) throw new Error('there is no check')
  return report
}

describe('a pool', () => {
  it('tells its use and the version of the server, and keeps no connection of the check', async () => {
    const pool = createPool({ max: 3 })
    watchDatabase('main', pool)
    expect(await read()).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/^PostgreSQL \d+/) as string,
      serverVersion: expect.stringMatching(/^\d+/) as string,
      required: true,
      failuresInARow: 0,
      pool: { total: 0, idle: 0, waiting: 0, max: 3 },
    })
  })

  it('asks on a connection that idles, and asks for the version once', async () => {
    const pool = createPool({ max: 1 })
    await pool.query('SELECT 1')
    const queries: string[] = []
    const client = await pool.connect()
    const { query } = client
    client.query = ((text: string) => {
      queries.push(text)
      return Reflect.apply(query, client, [text])
    }) as typeof client.query
    client.release()
    watchDatabase('main', pool, OFTEN)
    await until(
      () => queries.length,
      (count) => count >= 4,
    )
    expect(queries.slice(0, 4)).toEqual(['SELECT 1', 'SHOW server_version', 'SELECT 1', 'SELECT 1'])
    expect(await read()).toMatchObject({ status: 'ok', pool: { total: 1 } })
  })

  it('that is exhausted fails in time, says why, and gets its clients back', async () => {
    const pool = createPool({ max: 2 })
    const clients = [await pool.connect(), await pool.connect()]
    const waiting = pool.connect()
    watchDatabase('main', pool, { intervalSeconds: 0.1, timeoutSeconds: 0.1 })
    expect(await read()).toMatchObject({
      status: 'warning',
      failuresInARow: 1,
      message: 'no answer within 0.1 s: 2 of 2 connections are in use and 2 callers wait',
    })
    const failed = await until(read, ({ failuresInARow }) => failuresInARow === 5)
    expect(failed.status).toBe('error')
    // One caller of ours in the queue, however often it was due.
    expect(pool.waitingCount).toBe(2)
    for (const client of clients) client.release()
    ;(await waiting).release()
    await until(read, ({ status }) => status === 'ok')
    expect(pool.waitingCount).toBe(0)
    expect(pool.idleCount).toBe(pool.totalCount)
  })

  it('warns while callers wait', async () => {
    const pool = createPool({ max: 1 })
    const client = await pool.connect()
    const waiting = [pool.connect(), pool.connect()]
    watchDatabase('main', pool, { timeoutSeconds: 60 })
    await until(
      () => pool.waitingCount,
      (count) => count === 3,
    )
    client.release()
    for (const each of waiting) void each.then((one) => one.release())
    expect(await read()).toMatchObject({
      status: 'warning',
      failuresInARow: 0,
      message: expect.stringMatching(/and 2 callers wait$/) as string,
    })
    await Promise.all(waiting)
  })

  it('that has ended is unknown and is not asked', async () => {
    const pool = createPool()
    await pool.end()
    watchDatabase('main', pool)
    expect(await read()).toMatchObject({
      status: 'unknown',
      message: 'the pool has ended',
      failuresInARow: 0,
    })
  })

  it('whose server stops and comes back follows it', async () => {
    const pool = createPool()
    await pool.query('SELECT 1')
    watchDatabase('main', pool, { ...OFTEN, failureThreshold: 3 })
    await until(read, ({ status }) => status === 'ok')
    await postgres.stop()
    const warned = await until(read, ({ failuresInARow }) => failuresInARow > 0)
    expect(warned.message).not.toBeNull()
    await until(read, ({ status, failuresInARow }) => status === 'error' && failuresInARow >= 3)
    await postgres.start()
    const well = await until(read, ({ status }) => status === 'ok')
    expect(well).toMatchObject({ failuresInARow: 0, message: expect.stringMatching(/^PostgreSQL/) as string })
  })
})

describe('a server that takes connections and never answers', () => {
  let sockets: Socket[] = []
  const deaf = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).resume()
  })
  beforeAll(async () => {
    deaf.listen(0, '127.0.0.1')
    await once(deaf, 'listening')
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    sockets = []
    deaf.close()
    await once(deaf, 'close')
  })

  it('takes no place in the pool, and no connection to it stays', async () => {
    const pool = createPool({ port: (deaf.address() as AddressInfo).port, max: 2 })
    watchDatabase('main', pool, { intervalSeconds: 0.1, timeoutSeconds: 0.1 })
    const report = await until(read, ({ failuresInARow }) => failuresInARow >= 3)
    expect(report.message).toMatch(/no answer within 0.1 s|has not answered/)
    expect(pool.totalCount).toBe(0)
    stopHealth()
    await until(
      () => sockets.every((socket) => socket.destroyed),
      (closed) => closed,
    )
  })
})

describe('a query that hangs', () => {
  it('is cut with its connection, which the pool replaces', async () => {
    const pool = createPool({ max: 1 })
    const locked = await pool.connect()
    const { query } = locked
    let hangs = true
    locked.query = ((text: string) =>
      Reflect.apply(query, locked, [hangs ? 'SELECT pg_sleep(3600)' : text])) as typeof locked.query
    locked.release()
    watchDatabase('main', pool, { intervalSeconds: 0.1, timeoutSeconds: 0.1 })
    expect(await read()).toMatchObject({
      status: 'warning',
      message: 'no answer within 0.1 s',
    })
    hangs = false
    await until(read, ({ status }) => status === 'ok')
    expect((await pool.query('SELECT 1')).rowCount).toBe(1)
  })
})

describe('a connection that is lost while it is asked', () => {
  it('is a failure of the check and no error of the application', async () => {
    await using proxy = await startFaultProxy({ targetPort: postgres.port })
    const pool = createPool({ port: proxy.port, max: 1 })
    const client = await pool.connect()
    const { query } = client
    const asked = Promise.withResolvers<void>()
    client.query = (() => {
      asked.resolve()
      return Reflect.apply(query, client, ['SELECT pg_sleep(3600)'])
    }) as typeof client.query
    client.release()
    watchDatabase('main', pool, { timeoutSeconds: 60 })
    await asked.promise
    proxy.setMode('refuse')
    expect(await read()).toMatchObject({ status: 'warning', failuresInARow: 1, message: 'read ECONNRESET' })
  })
})

describe('a function', () => {
  it('is called in place of a query', async () => {
    watchDatabase('cache', async () => ({ status: 'ok', message: 'PONG' }), { required: false })
    expect(await read()).toMatchObject({
      name: 'cache',
      status: 'ok',
      message: 'PONG',
      required: false,
      pool: null,
    })
  })
})

describe('what cannot be asked', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /neither a pool with query\(\) nor a function/],
    ['an object', {}, /neither a pool/],
    ['a query without a promise', { query: () => ({}) }, /gave no promise/],
    [
      'getters that throw',
      {
        get totalCount(): never {
          throw new Error('x')
        },
        get query(): never {
          throw new Error('x')
        },
      },
      /neither a pool/,
    ],
  ])('%s is a check that fails and says so', async (_name, target, message) => {
    watchDatabase('bad', target as () => void)
    const report = await read()
    expect(report).toMatchObject({ status: 'warning', failuresInARow: 1 })
    expect(report.message).toMatch(message)
  })
})
