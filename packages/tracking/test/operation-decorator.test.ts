import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ATTR_ITEMS, ATTR_OPERATION_KIND } from '@cryo/conventions'
import { SpanStatusCode } from '@opentelemetry/api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import * as tracking from '../src/index.ts'
import { compileFixture } from './fixtures/compile.ts'
import type { SubjectClass } from './fixtures/decorated.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

const { trackApiOperation, trackDatabaseOperation, trackOperation } = tracking

let folder: string
let Solver: SubjectClass
let LegacySolver: new () => { fit(value: number): number }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracking-decorators-'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  const [standard, legacy] = await Promise.all([
    compileFixture('decorated', folder, []),
    compileFixture('decorated-legacy', folder, ['--experimentalDecorators']),
  ])
  Solver = (await import(standard)).decorate(tracking)
  LegacySolver = (await import(legacy)).decorate(tracking)
})
afterAll(() => rm(folder, { recursive: true }))

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
})

describe('a decorated method', () => {
  it('keeps this, arguments, name, length and result', () => {
    const solver = new Solver(5)
    expect(solver.fit(3)).toBe(15)
    expect(solver.calls).toBe(1)
    expect(solver.fit.name).toBe('fit')
    expect(solver.fit.length).toBe(1)
    expect(telemetry.span('d.fit').attributes).toEqual({
      [ATTR_OPERATION_KIND]: 'operation',
      'cryo.context.model': 'vitrification',
    })
    expect(telemetry.span('d.private').parentSpanContext?.spanId).toBe(
      telemetry.span('d.fit').spanContext().spanId,
    )
  })

  it('may be asynchronous, named after itself and count its result', async () => {
    const rows = new Solver(5).rows(4)
    expect(rows).toBeInstanceOf(Promise)
    expect(await rows).toHaveLength(4)
    expect(telemetry.span('rows').attributes).toEqual({ [ATTR_OPERATION_KIND]: 'database', [ATTR_ITEMS]: 4 })
  })

  it('rejects with what it rejected with', async () => {
    await expect(new Solver(5).page()).rejects.toBeUndefined()
    expect(telemetry.span('page').attributes[ATTR_OPERATION_KIND]).toBe('api')
    expect(telemetry.span('page').status.code).toBe(SpanStatusCode.ERROR)
  })

  it('may be a generator', () => {
    expect([...new Solver(5).batches(3)]).toEqual([0, 5, 10])
    expect(telemetry.span('d.batches').status.code).toBe(SpanStatusCode.UNSET)
  })

  it('may be static', () => {
    expect(Solver.scale(4)).toBe(8)
    expect(telemetry.span('d.static').ended).toBe(true)
  })

  it('may be compiled with experimentalDecorators', () => {
    expect(new LegacySolver().fit(4)).toBe(12)
    expect(telemetry.span('fit').attributes).toEqual({ [ATTR_OPERATION_KIND]: 'database', [ATTR_ITEMS]: 2 })
  })
})

function fit(this: { factor: number }, value: number): number {
  return value * this.factor
}

describe('a wrapped function', () => {
  it('keeps this, name, length and result', () => {
    const wrapped = trackOperation('w.fit')(fit)
    expect(wrapped.call({ factor: 2 }, 4)).toBe(8)
    expect(wrapped.name).toBe('fit')
    expect(wrapped.length).toBe(1)
    expect(telemetry.span('w.fit').ended).toBe(true)
  })

  it('takes its kind and name from what made it', async () => {
    await trackDatabaseOperation(7)(async function insert() {})()
    trackDatabaseOperation({ name: 'w.select', itemsCount: 3 })(() => {})()
    trackApiOperation('w.fetch')(() => {})()
    trackApiOperation({ context: { host: 'pubchem' } })(function get() {})()
    trackApiOperation()(() => {})()
    const attributes = telemetry.spans().map((span) => [span.name, span.attributes])
    expect(attributes).toEqual([
      ['insert', { [ATTR_OPERATION_KIND]: 'database', [ATTR_ITEMS]: 7 }],
      ['w.select', { [ATTR_OPERATION_KIND]: 'database', [ATTR_ITEMS]: 3 }],
      ['w.fetch', { [ATTR_OPERATION_KIND]: 'api' }],
      ['get', { [ATTR_OPERATION_KIND]: 'api', 'cryo.context.host': 'pubchem' }],
      ['anonymous', { [ATTR_OPERATION_KIND]: 'api' }],
    ])
  })

  it('may be wrapped by a list method', () => {
    const [double] = [(value: number): number => value * 2].map((fn) => trackOperation('w.map')(fn))
    expect(double?.(4)).toBe(8)
  })
})

describe('what cannot be decorated', () => {
  it.each([
    [undefined, undefined, 'undefined'],
    ['text', undefined, 'string'],
    [null, undefined, 'null'],
    [class A extends Error {}, { kind: 'class', name: 'A' }, 'a class'],
    [undefined, { kind: 'field', name: 'a' }, 'a field'],
    [() => 1, { kind: 'getter', name: 'a' }, 'a getter'],
    [{}, 'field', 'undefined'],
  ])('is told when the class is made: %s %o', (target, context, got) => {
    const decorate = trackOperation('w.wrong') as (target: unknown, context: unknown) => unknown
    expect(() => decorate(target, context)).toThrow(
      new TypeError(`trackOperation got ${got}; expected a method to decorate or a function to wrap`),
    )
  })
})

describe('a function whose name cannot be read', () => {
  it('is wrapped, and called as it is', () => {
    const nameless = Object.defineProperty(() => 5, 'name', {
      get() {
        throw new Error('no name')
      },
    })
    expect(trackOperation('fit')(nameless)()).toBe(5)
    expect(trackApiOperation()(nameless)()).toBe(5)
    const { proxy, revoke } = Proxy.revocable(() => 5, {})
    revoke()
    const wrapped = trackOperation('fit')(proxy)
    // What the call throws is the proxy's own.
    expect(wrapped).toThrow('revoked')
  })
})
