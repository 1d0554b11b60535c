import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api'
import { describe, expect, test, vi } from 'vitest'

import { AsyncContextManager } from '../src/context-manager.ts'

const KEY = createContextKey('test')
const named = (name: string): typeof ROOT_CONTEXT => ROOT_CONTEXT.setValue(KEY, name)
const one = named('one')
const two = named('two')

describe('with', () => {
  test('runs a function in a context, nested and over awaits, and leaves it behind', async () => {
    const manager = new AsyncContextManager()
    expect(manager.active()).toBe(ROOT_CONTEXT)
    expect(manager.entered()).toBeUndefined()
    const seen = await manager.with(one, async () => {
      const inner = manager.with(two, () => manager.active())
      await nextTurn()
      return [inner, manager.active()]
    })
    expect(seen).toEqual([two, one])
    expect(manager.active()).toBe(ROOT_CONTEXT)
  })

  test('passes the receiver, the arguments, the result and what is thrown', () => {
    const manager = new AsyncContextManager()
    const receiver = { name: 'receiver' }
    function tell(this: unknown, ...args: unknown[]): unknown {
      return [this, args, manager.active()]
    }
    expect(manager.with(one, tell, receiver, 1, 2)).toEqual([receiver, [1, 2], one])
    expect(manager.with(one, tell, undefined, 1)).toEqual([null, [1], one])
    const fail = (): never => {
      throw undefined as unknown as Error
    }
    const caught = vi.fn<(error: unknown) => void>()
    try {
      manager.with(one, fail)
    } catch (error) {
      caught(error)
    }
    expect(caught).toHaveBeenCalledExactlyOnceWith(undefined)
    expect(manager.active()).toBe(ROOT_CONTEXT)
  })

  test('keeps the contexts of concurrent calls apart', async () => {
    const manager = new AsyncContextManager()
    const contexts = Array.from({ length: 100 }, (_, i) => named(String(i)))
    const seen = await Promise.all(
      contexts.map((context, i) =>
        manager.with(context, async () => {
          for (let turn = 0; turn < i % 5; turn++) await nextTurn()
          return manager.active()
        }),
      ),
    )
    expect(seen).toEqual(contexts)
  })
})

describe('enter and attach', () => {
  test('enter stays for the callback', async () => {
    const manager = new AsyncContextManager()
    const { promise, resolve } = Promise.withResolvers<unknown>()
    setImmediate(() => {
      manager.enter(one)
      void nextTurn().then(() => resolve(manager.active()))
    })
    expect(await promise).toBe(one)
    expect(manager.active()).toBe(ROOT_CONTEXT)
  })

  test('attach is undone by its token', () => {
    const manager = new AsyncContextManager()
    const outer = manager.attach(one)
    const inner = manager.attach(two)
    expect(manager.active()).toBe(two)
    inner.dispose()
    expect(manager.active()).toBe(one)
    outer.dispose()
    expect(manager.active()).toBe(ROOT_CONTEXT)
    expect(manager.entered()).toBeUndefined()
  })
})

describe('bind', () => {
  test('fixes the context of a function, and keeps its receiver and length', () => {
    const manager = new AsyncContextManager()
    const bound = manager.bind(one, function (this: unknown, a: number, b: number) {
      return [this, a, b, manager.active()]
    })
    const receiver = { bound }
    expect(manager.with(two, () => receiver.bound(1, 2))).toEqual([receiver, 1, 2, one])
    expect(bound).toHaveLength(2)
  })

  test('fixes that of the listeners of an emitter; the last bind counts', () => {
    const manager = new AsyncContextManager()
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    const listener = (...args: unknown[]): void => {
      seen.push(args, manager.active())
    }
    emitter.on('event', listener)
    expect(manager.bind(one, emitter)).toBe(emitter)
    expect(emitter.emit('event', 1, 2)).toBe(true)
    expect(seen).toEqual([[1, 2], one])
    manager.bind(two, emitter)
    emitter.emit('event')
    expect(seen.at(-1)).toBe(two)
    emitter.removeListener('event', listener)
    expect(emitter.emit('event')).toBe(false)
  })

  test('returns anything else as it is', () => {
    const manager = new AsyncContextManager()
    for (const target of [undefined, null, 1, 'text', {}, { emit: 1 }])
      expect(manager.bind(one, target)).toBe(target)
  })
})

test('disable forgets the context that is active', () => {
  const manager = new AsyncContextManager().enable()
  expect(manager.with(one, () => manager.disable().active())).toBe(ROOT_CONTEXT)
})

test('the storages of the application are not touched', () => {
  const manager = new AsyncContextManager()
  const storage = new AsyncLocalStorage<string>()
  const bound = storage.run('outer', () => manager.bind(one, () => storage.getStore()))
  expect(storage.run('inner', () => manager.with(one, () => storage.getStore()))).toBe('inner')
  expect(storage.run('inner', bound)).toBe('inner')
})
