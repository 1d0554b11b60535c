import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventStreams, createEventStreams } from '../../src/live/event-streams.ts'

const LIMITS = { intervalMs: 1000, maxStreams: 64, epoch: 'hub' }

/** Reads a stream in the background and keeps what came. */
function follow(
  streams: EventStreams,
  closing?: AbortSignal,
  after?: string,
): { read(): string; ended(): boolean; cancel(): void } {
  const reader = streams.open(closing, after)!.getReader()
  const decoder = new TextDecoder()
  let received = ''
  let done = false
  void (async () => {
    for (;;) {
      const next = await reader.read()
      if (next.done) break
      received += decoder.decode(next.value)
    }
    done = true
  })()
  return {
    read() {
      const taken = received
      received = ''
      return taken
    },
    ended: () => done,
    cancel: () => void reader.cancel(),
  }
}

function state(number: number, data: unknown): string {
  return `id: hub.${number}\nevent: state\ndata: ${JSON.stringify(data)}\n\n`
}

function delta(number: number, data: unknown): string {
  return `id: hub.${number}\nevent: delta\ndata: ${JSON.stringify(data)}\n\n`
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('event streams', () => {
  it('send the state when they open and then each second, computed once for all of them', async () => {
    let computed = 0
    const streams = createEventStreams(() => ({ computed: ++computed }), LIMITS)
    const all = Array.from({ length: 64 }, () => follow(streams))
    await pass(0)
    for (const one of all) expect(one.read()).toBe(`retry: 2000\n\n${state(1, { computed: 1 })}`)
    await pass(3000)
    expect(computed).toBe(4)
    for (const one of all) {
      expect(one.read()).toBe([2, 3, 4].map((n) => delta(n, { computed: [n] })).join(''))
    }
  })

  it('compute nothing while nobody listens', async () => {
    const compute = vi.fn(() => 1)
    const streams = createEventStreams(compute, LIMITS)
    await pass(5000)
    expect(compute).not.toHaveBeenCalled()
    const one = follow(streams)
    await pass(1000)
    one.cancel()
    expect(compute).toHaveBeenCalledTimes(2)
    await pass(5000)
    expect(compute).toHaveBeenCalledTimes(2)
    await pass(30_000)
    expect(vi.getTimerCount()).toBe(0)
    expect(streams.size).toBe(0)
  })

  it('greet a later one with the latest state and not with one from before a pause', async () => {
    let computed = 0
    const streams = createEventStreams(() => ++computed, LIMITS)
    const first = follow(streams)
    await pass(500)
    const second = follow(streams)
    await pass(0)
    expect(second.read()).toContain('data: 1\n')
    expect(computed).toBe(1)
    first.cancel()
    second.cancel()
    await pass(1000)
    const third = follow(streams)
    await pass(0)
    expect(third.read()).toBe(`retry: 2000\n\n${state(2, 2)}`)
  })

  it('are refused past their number, and free their place when they close', async () => {
    const streams = createEventStreams(() => 1, { ...LIMITS, maxStreams: 2 })
    const first = follow(streams)
    follow(streams)
    expect(streams.open()).toBeNull()
    first.cancel()
    expect(streams.open()).not.toBeNull()
  })

  it('end at once when the server closes, and none opens after that', async () => {
    const closing = new AbortController()
    const streams = createEventStreams(() => 1, LIMITS)
    const one = follow(streams, closing.signal)
    await pass(0)
    closing.abort()
    await pass(0)
    expect([one.ended(), streams.size, vi.getTimerCount()]).toEqual([true, 0, 0])
    expect(streams.open(closing.signal)).toBeNull()
  })

  it('never compute twice at a time, and keep the connection alive meanwhile', async () => {
    let finish: (value: number) => void = () => {}
    const compute = vi.fn(() => new Promise<number>((resolve) => (finish = resolve)))
    const streams = createEventStreams(compute, LIMITS)
    const one = follow(streams)
    await pass(12_000)
    expect(compute).toHaveBeenCalledTimes(1)
    expect(one.read()).toBe('retry: 2000\n\n: still here\n\n')
    finish(7)
    await pass(0)
    expect(one.read()).toBe(state(1, 7))
    await pass(1000)
    expect(compute).toHaveBeenCalledTimes(2)
  })

  it('outlive a computation that fails, whatever it throws', async () => {
    const failures = [
      () => {
        // oxlint-disable-next-line no-throw-literal -- falsy throws count as errors
        throw undefined
      },
      () => Promise.reject(new Error('no')),
      () => ({ big: 1n }),
    ]
    let tick = 0
    const streams = createEventStreams(() => failures[tick++]?.() ?? 'well', LIMITS)
    const one = follow(streams)
    await pass(3000)
    expect(one.read()).toBe(`retry: 2000\n\n${state(2, 'well')}`)
  })

  it('hold at most one state too much for a client that does not read', async () => {
    let computed = 0
    const streams = createEventStreams(() => 'x'.repeat(100_000) + ++computed, LIMITS)
    const reader = streams.open()!.getReader()
    await pass(60_000)
    const held = ['retry', 'first', 'second', 'third']
    for (const _part of held) await reader.read()
    let arrived = false
    const next = reader.read().then(() => (arrived = true))
    await pass(0)
    expect(arrived).toBe(false)
    await pass(1000)
    expect(await next).toBe(true)
  })

  it('tell those who come back only what changed since', async () => {
    let computed = 0
    const streams = createEventStreams(() => ({ computed: ++computed, same: 'x' }), LIMITS)
    const stays = follow(streams)
    await pass(2000)
    const back = follow(streams, undefined, 'hub.1')
    await pass(0)
    expect(back.read()).toBe(`retry: 2000\n\n${delta(2, { computed: [2] })}${delta(3, { computed: [3] })}`)
    stays.cancel()
  })

  it('remember for half a minute what those have who left', async () => {
    let computed = 0
    const streams = createEventStreams(() => ++computed, LIMITS)
    const first = follow(streams)
    await pass(0)
    first.cancel()
    await pass(29_000)
    const back = follow(streams, undefined, 'hub.1')
    await pass(0)
    expect(back.read()).toBe(`retry: 2000\n\n${delta(2, [2])}`)
    back.cancel()
    await pass(31_000)
    const late = follow(streams, undefined, 'hub.2')
    await pass(0)
    expect(late.read()).toBe(`retry: 2000\n\n${state(3, 3)}`)
  })

  it.each(['other.1', 'hub.99', 'hub.x', 'hub', '', 'hub.-1', 'hub.1e400'])(
    'begin anew for who has something of another hub or none: %j',
    async (after) => {
      const streams = createEventStreams(() => 1, LIMITS)
      follow(streams)
      await pass(0)
      const one = follow(streams, undefined, after)
      await pass(0)
      expect(one.read()).toBe(`retry: 2000\n\n${state(1, 1)}`)
    },
  )

  it('say nothing while nothing changes, but that they are there', async () => {
    const streams = createEventStreams(() => ({ same: [1, { two: 2 }] }), LIMITS)
    const one = follow(streams)
    await pass(0)
    one.read()
    await pass(9000)
    expect(one.read()).toBe('')
    await pass(2000)
    expect(one.read()).toBe(': still here\n\n')
  })
})
