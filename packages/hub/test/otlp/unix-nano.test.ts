import { describe, expect, it } from 'vitest'
import { msToNanos, nanosTextToMs, nanosToMs } from '../../src/otlp/unix-nano.ts'

function toNanos(ms: number): bigint {
  let nanos = -1n
  msToNanos(ms, (low, high) => {
    nanos = (BigInt(high) << 32n) + BigInt(low)
  })
  return nanos
}

function fromNanos(nanos: bigint): number {
  return nanosToMs(Number(nanos & 0xffffffffn), Number(nanos >> 32n))
}

describe('nanoseconds', () => {
  it.each([
    0n,
    1n,
    999_999n,
    1_000_000n,
    4_294_967_296n,
    1_763_800_000_123_456_789n,
    4_102_444_800_999_999_999n,
  ])('%s become milliseconds and nanoseconds again, within what a double holds', (nanos) => {
    const ms = fromNanos(nanos)
    expect(Math.abs(Number(toNanos(ms) - nanos))).toBeLessThan(512)
    expect(fromNanos(toNanos(ms))).toBe(ms)
    expect(nanosTextToMs(String(nanos))).toBe(ms)
  })

  it('are exact for whole milliseconds', () => {
    expect(toNanos(1_763_800_000_123)).toBe(1_763_800_000_123_000_000n)
    expect(fromNanos(1_763_800_000_123_000_000n)).toBe(1_763_800_000_123)
  })

  it('are 0 for a time that is none', () => {
    expect([toNanos(Number.NaN), toNanos(-5), toNanos(0)]).toEqual([0n, 0n, 0n])
  })

  it('are NaN for a text that is no number', () => {
    expect(nanosTextToMs('soon')).toBeNaN()
  })
})
