import { afterEach, describe, expect, it, vi } from 'vitest'
import { runSlices, runSteps } from '../../src/otlp/steps.ts'

/** Steps of which each takes the given time on the clock that `performance.now` shows. */
function* work(
  steps: number,
  stepMs: number,
  clock: { now: number },
): Generator<undefined, string, undefined> {
  for (let step = 0; step < steps; step++) {
    clock.now += stepMs
    yield
  }
  return 'done'
}

describe('steps', () => {
  afterEach(() => vi.restoreAllMocks())

  it('run to their end at once', () => {
    expect(runSteps(work(100, 1, { now: 0 }))).toBe('done')
  })

  it('let the event loop turn each ten milliseconds', async () => {
    const clock = { now: 0 }
    vi.spyOn(performance, 'now').mockImplementation(() => clock.now)
    let turns = 0
    const turn = (): void => {
      turns++
      if (turns < 100) setImmediate(turn)
    }
    setImmediate(turn)
    expect(await runSlices(work(40, 2, clock))).toBe('done')
    expect(turns).toBeGreaterThanOrEqual(7)
    expect(turns).toBeLessThan(20)
  })

  it('do not wait when they are short', async () => {
    let turned = false
    setImmediate(() => {
      turned = true
    })
    await runSlices(work(10, 0, { now: 0 }))
    expect(turned).toBe(false)
  })

  it('pass on what they throw', async () => {
    // oxlint-disable-next-line require-yield -- a generator that throws at once has nothing to yield
    function* broken(): Generator<undefined, never, undefined> {
      throw new TypeError('broken')
    }
    await expect(runSlices(broken())).rejects.toThrow('broken')
  })
})
