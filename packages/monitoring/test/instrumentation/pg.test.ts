import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type pgModule from 'pg'
import type { Client, Pool, PoolConfig } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

import { startPostgres } from '@cryo/testing/postgres'
import type { TestPostgres } from '@cryo/testing/postgres'
import { close, listen } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'
import { samplePools } from '../../src/instrumentation/pool-sampler.ts'

const require = createRequire(import.meta.url)
const isQuery = ({ kind, name }: ReadableSpan): boolean => kind === SpanKind.CLIENT && name !== 'pg.connect'
const isConnect = ({ name }: ReadableSpan): boolean => name === 'pg.connect'

let postgres: TestPostgres
let telemetry: Telemetry
let pg: typeof pgModule
let client: Client

const config = (extra?: PoolConfig): PoolConfig => ({
  host: '127.0.0.1',
  port: postgres.port,
  user: 'postgres',
  password: 'hunter2pw'.slice(-2),
  database: 'postgres',
  ...extra,
})

beforeAll(async () => {
  postgres = await startPostgres()
})

afterAll(async () => {
  await postgres.remove()
})

beforeEach(async () => {
  telemetry = new Telemetry()
  pg = require('pg') as typeof pgModule
  client = new pg.Client(config())
  await client.connect()
  await client.query('CREATE TABLE IF NOT EXISTS item(id int primary key, name text)')
  telemetry.reset()
})

afterEach(async () => {
  await client.end()
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

/** Runs within a span and tells its id. */
const inSpan = async <T>(work: () => Promise<T>): Promise<readonly [id: string, result: T]> =>
  telemetry.tracer.startActiveSpan('caller', async (caller) => {
    const result = await work()
    caller.end()
    return [caller.spanContext().spanId, result] as const
  })

describe('a query', () => {
  test('is a span with the attributes of the semantic conventions', async () => {
    const [id, { rows }] = await inSpan(() => client.query('SELECT id FROM item WHERE id = $1', [7]))
    expect(rows).toEqual([])
    const span = await telemetry.waitForOne(isQuery)
    expect(span).toMatchObject({
      name: 'SELECT item',
      kind: SpanKind.CLIENT,
      parentSpanContext: { spanId: id },
    })
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'db.query.text': 'SELECT id FROM item WHERE id = $1',
      'db.operation.name': 'SELECT',
      'db.collection.name': 'item',
      'server.address': '127.0.0.1',
      'server.port': postgres.port,
    })
  })

  test('without values is told without its literals', async () => {
    await client.query(`SELECT 'hunter2', 42 FROM item -- hunter2`)
    const { attributes } = await telemetry.waitForOne(isQuery)
    expect(attributes['db.query.text']).toBe('SELECT ?, ? FROM item')
  })

  type Form = (done: (error: unknown, result?: { rows: unknown[] }) => void) => unknown
  const SQL = 'SELECT $1::int AS n'
  const forms: [string, Form][] = [
    ['text, values, callback', (done) => client.query(SQL, [1], done)],
    ['text, callback', (done) => client.query('SELECT 1 AS n', done)],
    ['configuration, callback', (done) => client.query({ text: SQL, values: [1] }, done)],
    ['configuration, values, callback', (done) => client.query({ text: SQL } as never, [1], done as never)],
    [
      'configuration with callback',
      (done) => client.query({ text: SQL, values: [1], callback: done } as never),
    ],
    ['prepared statement, callback', (done) => client.query({ name: 'one', text: SQL, values: [1] }, done)],
  ]
  test.each(forms)(
    'as %s calls back in the context of its caller and returns nothing',
    async (_name, form) => {
      const [id, [returned, error, n, seen]] = await inSpan(async () => {
        const { promise, resolve } = Promise.withResolvers<unknown[]>()
        const result = form((failed, value) =>
          resolve([failed, (value?.rows[0] as { n: number } | undefined)?.n, activeSpanId()]),
        )
        return [result, ...(await promise)]
      })
      expect([returned, error, n, seen]).toEqual([undefined, null, 1, id])
      const span = await telemetry.waitForOne(isQuery)
      expect(span.parentSpanContext?.spanId).toBe(id)
      expect(telemetry.spans.filter(isQuery)).toHaveLength(1)
    },
  )

  const promised: [string, () => Promise<{ rows: unknown[] }>][] = [
    ['text, values', () => client.query(SQL, [1])],
    ['text', () => client.query('SELECT 1 AS n')],
    ['configuration', () => client.query({ text: SQL, values: [1] })],
    ['prepared statement', () => client.query({ name: 'two', text: SQL, values: [1] })],
    ['rows as lists', () => client.query({ text: SQL, values: [1], rowMode: 'array' })],
    [
      'frozen configuration',
      () => client.query(Object.freeze({ text: SQL, values: Object.freeze([1]) }) as never),
    ],
  ]
  test.each(promised)('as %s returns a promise', async (_name, form) => {
    const [, result] = await inSpan(form)
    expect(Object.values(result.rows[0] as object)).toEqual([1])
    expect(telemetry.spans.filter(isQuery)).toHaveLength(1)
  })

  test.each([
    ['as pg does it now', undefined],
    // Until 8.22, pg noted the values and the callback on the caller's object.
    [
      'as pg did it before',
      (own: object, _values: unknown, callback: unknown) => Object.assign(own, { callback }),
    ],
  ])('leaves the configuration as the caller wrote it, %s', async (_name, normalize) => {
    const utils = require('pg/lib/utils') as { normalizeQueryConfig: unknown }
    const normalizeNow = utils.normalizeQueryConfig
    if (normalize !== undefined) utils.normalizeQueryConfig = normalize
    const callback = vi.fn<() => void>()
    const reused = { text: SQL, values: [1], callback }
    for (let i = 0; i < 3; i++) client.query(reused as never)
    utils.normalizeQueryConfig = normalizeNow
    await client.query('SELECT 2')
    expect(callback).toHaveBeenCalledTimes(3)
    expect(reused).toEqual({ text: SQL, values: [1], callback })
    expect(telemetry.spans.filter(isQuery)).toHaveLength(4)
  })

  test('of the class Query emits its rows and ends once', async () => {
    const rows: unknown[] = []
    const query = client.query(new pg.Query('SELECT generate_series(1, 3) AS n'))
    expect(query).toBeInstanceOf(EventEmitter)
    query.on('row', (row) => rows.push(row))
    await once(query, 'end')
    expect(rows).toHaveLength(3)
    const failing = client.query(new pg.Query('SELECT * FROM nothing'))
    const [error] = (await once(failing, 'error')) as [{ code: string }]
    expect(error.code).toBe('42P01')
    const spans = await telemetry.wait(isQuery, 2)
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([undefined, '42P01'])
  })

  test('that submits itself ends when the client is done with it, and is left as it was', async () => {
    // As pg-cursor and pg-query-stream do it: an object with these methods, its text in a cursor.
    class Cursor {
      readonly cursor = { text: 'SELECT name FROM item', values: [] }
      readonly done = Promise.withResolvers<string>()
      submit(connection: { query: (text: string) => void }): void {
        connection.query(this.cursor.text)
      }
      handleRowDescription(): void {}
      handleDataRow(): void {}
      handleCommandComplete(): void {}
      handleReadyForQuery(): void {
        this.done.resolve('ready')
      }
      handleError(error: Error): void {
        this.done.reject(error)
      }
    }
    const cursor = new Cursor()
    expect(client.query(cursor as never)).toBe(cursor)
    expect(await cursor.done.promise).toBe('ready')
    expect((await telemetry.waitForOne(isQuery)).name).toBe('SELECT item')
    expect(Object.keys(cursor)).toEqual(['cursor', 'done'])
    expect(Object.hasOwn(cursor, 'handleError')).toBe(false)
  })

  test('is named for its operation, or for the database where there is none', async () => {
    await client.query('BEGIN')
    await client.query('ROLLBACK')
    await client.query('')
    const spans = await telemetry.wait(isQuery, 3)
    expect(spans.map(({ name }) => name)).toEqual(['BEGIN', 'ROLLBACK', 'postgres'])
  })

  test('is left alone where tracing is suppressed', async () => {
    await context.with(suppressTracing(context.active()), () => client.query('SELECT 1 FROM pg_namespace'))
    expect(telemetry.spans).toEqual([])
    const points = await telemetry.points('db.client.operation.duration')
    expect(points.filter(({ attributes }) => attributes['db.collection.name'] === 'pg_namespace')).toEqual([])
  })
})

describe('a query that fails', () => {
  test('has the SQLSTATE; the error comes as it is, its text stays out', async () => {
    const error = await client.query("SELECT 'hunter2'::int").catch((failed: unknown) => failed)
    expect(error).toBeInstanceOf(pg.DatabaseError)
    expect(error).toMatchObject({ code: '22P02', message: expect.stringContaining('hunter2') })
    const span = await telemetry.waitForOne(isQuery)
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR })
    expect(span.attributes).toMatchObject({ 'error.type': '22P02', 'db.response.status_code': '22P02' })
    expect(JSON.stringify([span.attributes, span.events, span.status])).not.toContain('hunter2')
  })

  test('calls back with the error as it is', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    void client.query('SELECT * FROM nothing', resolve)
    expect(await promise).toMatchObject({ code: '42P01' })
    expect((await telemetry.waitForOne(isQuery)).status.code).toBe(SpanStatusCode.ERROR)
  })

  test('by a wrong call throws what pg throws', async () => {
    expect(() => client.query(null as never)).toThrow('Client was passed a null or undefined query')
    expect(() => client.query({ text: 'SELECT 1', callback: 'no function' } as never)).toThrow(
      'callback is not a function',
    )
    await expect(client.query({} as never)).rejects.toThrow('A query must have either text or a name')
    await telemetry.wait(isQuery, 2)
    expect(telemetry.spans.filter(isQuery).every(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(
      true,
    )
  })

  test('and is not waited for is an unhandled rejection, once', async () => {
    const seen: unknown[] = []
    const note = (reason: unknown): void => void seen.push(reason)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note)
    void client.query('SELECT * FROM nothing')
    await telemetry.wait(isQuery)
    await nextTurn()
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
    expect(seen).toMatchObject([{ code: '42P01' }])
  })

  test('because the server ends the connection has the SQLSTATE too', async () => {
    const other = new pg.Client(config())
    other.on('error', () => {})
    await other.connect()
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    const pending = other.query('SELECT pg_sleep(30)').catch((error: unknown) => error)
    await client.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    expect(await pending).toMatchObject({ code: '57P01' })
    const spans = await telemetry.wait(isQuery, 3)
    expect(spans.map(({ attributes }) => attributes['db.response.status_code'])).toContain('57P01')
    await other.end()
  })
})

describe('a pool', () => {
  let pool: Pool

  beforeEach(() => {
    pool = new pg.Pool(config({ max: 1 }))
  })

  afterEach(async () => {
    await pool.end()
  })

  test('runs each query as part of the caller that asked, however long it waited', async () => {
    const called = (i: number): Promise<string> => {
      const { promise, resolve } = Promise.withResolvers<string>()
      pool.query(`SELECT ${i} AS q${i}`, () => {
        resolve(activeSpanId())
      })
      return promise
    }
    const promised = async (i: number): Promise<string> => {
      await pool.query(`SELECT ${i} AS q${i}`)
      return activeSpanId()
    }
    const callers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => inSpan(() => (i % 2 === 0 ? promised(i) : called(i)))),
    )
    const spans = await telemetry.wait(isQuery, 20)
    for (const [i, [id, seen]] of callers.entries()) {
      const span = spans.find(({ attributes }) => attributes['db.query.text'] === `SELECT ? AS q${i}`)
      expect([span?.parentSpanContext?.spanId, seen]).toEqual([id, id])
    }
  })

  test('lends clients in the context of the caller', async () => {
    const held = await pool.connect()
    const [id, seen] = await inSpan(() => {
      const { promise, resolve } = Promise.withResolvers<string>()
      pool.connect((_error, _client, release) => {
        resolve(activeSpanId())
        release()
      })
      held.release()
      return promise
    })
    expect(seen).toBe(id)
    const [otherId, other] = await inSpan(async () => {
      const lent = await pool.connect()
      lent.release()
      return activeSpanId()
    })
    expect(other).toBe(otherId)
  })

  test('is sampled when it is asked for', async () => {
    const name = `127.0.0.1:${postgres.port}/postgres`
    const held = await pool.connect()
    const waiting = pool.query('SELECT 1')
    samplePools()
    const read = async (metric: string): Promise<Record<string, number>> => {
      const points = await telemetry.points(metric)
      const own = points.filter(({ attributes }) => attributes['db.client.connection.pool.name'] === name)
      return Object.fromEntries(
        own.map(({ attributes, value }) => [String(attributes['db.client.connection.state'] ?? ''), value]),
      )
    }
    expect(await read('db.client.connection.count')).toEqual({ idle: 0, used: 1 })
    expect(await read('db.client.connection.max')).toMatchObject({ '': expect.any(Number) })
    expect(await read('db.client.connection.pending_requests')).toEqual({ '': 1 })
    held.release()
    await waiting
    samplePools()
    expect(await read('db.client.connection.count')).toEqual({ idle: 1, used: 0 })
    expect(await read('db.client.connection.pending_requests')).toEqual({ '': 0 })
  })
})

describe('a connect', () => {
  test('that works is a span only if it was slow', async () => {
    const started = performance.now()
    const clock = vi.spyOn(performance, 'now').mockReturnValue(started)
    const quick = new pg.Client(config())
    await quick.connect()
    const slow = new pg.Client(config())
    const connected = slow.connect()
    clock.mockReturnValue(started + 101)
    await connected
    clock.mockRestore()
    await Promise.all([quick.end(), slow.end()])
    expect(telemetry.spans.filter(isConnect)).toMatchObject([{ status: { code: SpanStatusCode.UNSET } }])
  })

  test('that fails is one, with a callback and without', async () => {
    const wrong = config({ database: 'nothing' })
    await expect(new pg.Client(wrong).connect()).rejects.toMatchObject({ code: '3D000' })
    const { promise, resolve } = Promise.withResolvers<unknown>()
    new pg.Client(wrong).connect(resolve)
    expect(await promise).toMatchObject({ code: '3D000' })
    const spans = await telemetry.wait(isConnect, 2)
    for (const span of spans) {
      expect(span.status.code).toBe(SpanStatusCode.ERROR)
      expect(span.attributes).toMatchObject({ 'error.type': '3D000', 'db.namespace': 'nothing' })
      expect(JSON.stringify(span.attributes)).not.toContain('"pw"')
    }
  })

  test('to where nobody listens has the code of Node', async () => {
    const free = createServer()
    const port = await listen(free)
    await close(free)
    const pool = new pg.Pool(config({ port }))
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect((await telemetry.waitForOne(isConnect)).attributes['error.type']).toBe('ECONNREFUSED')
    expect(telemetry.spans.filter(isQuery)).toEqual([])
    await pool.end()
  })
})

test('the metric has database, operation, table and error', async () => {
  await client.query('SELECT id FROM item WHERE id = $1', [1])
  await client.query('SELECT name FROM item')
  await client.query('SELECT * FROM nothing').catch(() => {})
  const base = {
    'db.system.name': 'postgresql',
    'db.namespace': 'postgres',
    'server.address': '127.0.0.1',
    'server.port': postgres.port,
    'db.operation.name': 'SELECT',
  }
  const points = await telemetry.points('db.client.operation.duration')
  expect(points).toContainEqual({ attributes: { ...base, 'db.collection.name': 'item' }, value: 2 })
  expect(points).toContainEqual({
    attributes: {
      ...base,
      'db.collection.name': 'nothing',
      'db.response.status_code': '42P01',
      'error.type': '42P01',
    },
    value: 1,
  })
})
