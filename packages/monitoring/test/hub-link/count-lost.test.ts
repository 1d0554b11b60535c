import { describe, expect, it } from 'vitest'

import { countLost } from '../../src/hub-link/count-lost.ts'
import { createTracingRig } from '../trace/tracing-rig.ts'

describe('what a hub held when it died', () => {
  it('is what was produced and is nowhere else', () => {
    const { provider, recording, countRecords } = createTracingRig()
    const { control, ring } = recording
    const tracer = provider.getTracer('test')
    for (let count = 0; count < 10; count++) tracer.startSpan('span').end()
    // The hub took ten and delivered seven; five more wait in the ring.
    countRecords('span')
    control.count('traces', 'delivered', 7)
    for (let count = 0; count < 5; count++) tracer.startSpan('span').end()
    countLost(control, ring)
    countLost(control, ring)
    expect(control.counted('traces', 'hub_lost')).toBe(3)
  })
})
