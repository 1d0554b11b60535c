import { ROOT_CONTEXT } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { PgCall } from '../../src/instrumentation/pg-call.ts'
import { PgTarget } from '../../src/instrumentation/pg-target.ts'
import { readStatement } from '../../src/instrumentation/sql-statement.ts'
import { Telemetry } from './fixtures/telemetry.ts'

let telemetry: Telemetry
let call: PgCall
let failures: unknown[]

beforeEach(() => {
  telemetry = new Telemetry()
  failures = []
  const { tracer, contexts } = telemetry
  const runtime = { tracer, contexts, fail: (error: unknown): void => void failures.push(error) }
  const target = new PgTarget({ host: 'db.test', port: '5432', database: 'app' })
  call = new PgCall(
    runtime,
    ROOT_CONTEXT,
    target,
    readStatement('SELECT 1', true),
    tracer.startSpan('SELECT'),
  )
})

afterEach(() => {
  telemetry.stop()
})

test('a query that ends twice counts once, as it ended first', async () => {
  call.fail(undefined)
  call.succeed()
  expect(telemetry.spans).toHaveLength(1)
  expect(telemetry.spans[0]?.attributes['error.type']).toBe('_OTHER')
  const points = await telemetry.points('db.client.operation.duration')
  expect(points).toMatchObject([{ attributes: { 'error.type': '_OTHER', 'server.port': 5432 }, value: 1 }])
})

test('an error that cannot be read ends it all the same', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  call.fail(proxy)
  expect(failures).toEqual([])
  expect(telemetry.spans[0]?.attributes['error.type']).toBe('_OTHER')
})

test.each([
  [{ host: 'db.test', port: 5432, database: 'app' }, 'db.test:5432/app', 5432],
  [{ host: '/var/run/postgresql', port: 5432, database: 'app' }, '/var/run/postgresql:5432/app', undefined],
  [{}, 'localhost:5432/', undefined],
])('a database is named by %j', (client, name, port) => {
  expect(new PgTarget(client)).toMatchObject({ name, port })
})
