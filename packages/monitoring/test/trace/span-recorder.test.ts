import { describe, expect, it } from 'vitest'

import { nowMs } from '../../src/trace/clock.ts'
import { createTracingRig } from './tracing-rig.ts'

const LATER_MS = 5000

describe('announceOpen', () => {
  it('announces each span once, a bounded number at a time', () => {
    const { provider, recording, countRecords } = createTracingRig()
    const tracer = provider.getTracer('test')
    const spans = Array.from({ length: 300 }, () => tracer.startSpan('open'))
    const counts = [1, 2, 3].map(() => {
      recording.spans.announceOpen(nowMs() + LATER_MS)
      return countRecords('openSpan')
    })
    expect(counts).toEqual([256, 44, 0])
    for (const span of spans) span.end()
    expect(countRecords('span')).toBe(300)
  })

  it('keeps a bounded number of spans that never end, and records the end of the others', () => {
    const { provider, recording, countRecords } = createTracingRig()
    const tracer = provider.getTracer('test')
    const spans = Array.from({ length: 5000 }, () => tracer.startSpan('leak'))
    let announced = 0
    for (let tick = 0; tick < 30; tick++) {
      recording.spans.announceOpen(nowMs() + LATER_MS)
      announced += countRecords('openSpan')
    }
    expect(announced).toBe(4096)
    spans.at(-1)?.end()
    spans[0]?.end()
    expect(countRecords('span')).toBe(2)
    // There is room again.
    const last = tracer.startSpan('late')
    recording.spans.announceOpen(nowMs() + LATER_MS)
    expect(countRecords('openSpan')).toBe(1)
    last.end()
  })
})
