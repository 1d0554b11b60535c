import { ControlBlock, copyUnreleased, RingWriter, SpanEncoder, VALUE } from '@cryo/protocol'
import type { EncodableSpan } from '@cryo/protocol'
import { beforeEach, describe, expect, it } from 'vitest'

import { createResource } from '../../src/otlp/resource.ts'
import { decodeTracesProtobuf } from '../../src/otlp/protobuf/decode-traces.ts'
import type { Outlets } from '../../src/pipeline/outlets.ts'
import { SpanPipeline } from '../../src/pipeline/span-pipeline.ts'
import { RingSource } from '../../src/sources/ring-source.ts'
import { SpanStore } from '../../src/spans/span-store.ts'

const RING_BYTES = 8 * 1024 * 1024

/** Where batches go; each is safe when the test says so. */
class TestOutlets implements Outlets {
  readonly isOpen = true
  readonly names: string[] = []
  readonly #waiting: (() => void)[] = []

  async send(_signal: string, body: Uint8Array): Promise<void> {
    const decoded = runToEnd(decodeTracesProtobuf(body))
    for (const { scopeSpans } of decoded.resourceSpans) {
      for (const { spans } of scopeSpans) this.names.push(...spans.map(({ name }) => name))
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    return promise
  }

  get waitingCount(): number {
    return this.#waiting.length
  }

  /** Makes the oldest batch safe. */
  async settle(): Promise<void> {
    this.#waiting.shift()?.()
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }

  async flush(): Promise<void> {}
}

function runToEnd<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

let control: ControlBlock
let ring: SharedArrayBuffer
let encoder: SpanEncoder
let outlets: TestOutlets
let pipeline: SpanPipeline
beforeEach(() => {
  control = new ControlBlock('application')
  ring = new SharedArrayBuffer(RING_BYTES)
  encoder = new SpanEncoder(new RingWriter(control, ring))
  outlets = new TestOutlets()
  pipeline = new SpanPipeline(new SpanStore(), outlets, { maxItems: 512, delayMs: 1000 })
  pipeline.add(
    new RingSource(
      { source: 0, control: control.buffer, ring, strings: [], forwardsSpans: true },
      createResource(),
    ),
  )
})

function record(name: string, text = ''): string {
  const span: EncodableSpan = {
    name,
    kind: 0,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    startMs: 1,
    endMs: 2,
    status: { code: 0 },
    attributes: text === '' ? {} : { text },
    links: [],
    events: [],
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
  return encoder.encode(span)
}

function readAll(): ReturnType<SpanPipeline['collect']> {
  for (;;) {
    const reading = pipeline.collect()
    if (reading !== 'more') return reading
  }
}

describe('the way of spans', () => {
  it('releases the ring only behind what is safe', async () => {
    for (let index = 0; index < 1024; index++) record(`span ${index}`)
    expect(readAll()).toBe('all')
    expect(outlets.waitingCount).toBe(2)
    expect(copyUnreleased(control, ring).spans).toBe(1024)
    await outlets.settle()
    expect(copyUnreleased(control, ring).spans).toBe(512)
    await outlets.settle()
    expect(copyUnreleased(control, ring).spans).toBe(0)
  })

  it('reads no more than there is room for, and goes on when there is', async () => {
    const text = 'x'.repeat(8000)
    const names = Array.from({ length: 900 }, (_, index) => `span ${index}`)
    for (const name of names) expect(record(name, text)).toBe('written')
    expect(readAll()).toBe('full')
    const read = outlets.names.length
    expect(read).toBeLessThan(names.length)
    expect(pipeline.collect()).toBe('full')
    expect(outlets.names).toHaveLength(read)
    // Into how many batches they went is a matter of how long a slice of reading took.
    for (let waiting = outlets.waitingCount; waiting > 0; waiting--) await outlets.settle()
    expect(readAll()).toBe('all')
    pipeline.ship()
    expect(outlets.names).toEqual(names)
  })

  it('sends nothing that the application has taken back', () => {
    record('taken')
    expect(readAll()).toBe('all')
    control.takeRing()
    pipeline.ship()
    expect(outlets.names).toEqual([])
    expect(copyUnreleased(control, ring).spans).toBe(1)
  })

  it('passes over a record that cannot be read, and counts it', () => {
    record('whole')
    const at = control.ringWritten
    record('broken', 'no JSON')
    breakValue(at)
    record('whole too')
    expect(readAll()).toBe('all')
    pipeline.ship()
    expect(outlets.names).toEqual(['whole', 'whole too'])
    expect(control.counted('traces', 'rejected')).toBe(1)
  })
})

/** Says of the first text value behind a position that it is JSON. */
function breakValue(position: number): void {
  const ints = new Int32Array(ring)
  const end = control.ringWritten >> 2
  let at = position >> 2
  // A value is its kind and its length; the strings before it in the record have lengths only.
  while (at < end && !(ints[at] === VALUE.text && ints[at + 1] === 'no JSON'.length)) at++
  if (at === end) throw new Error('no such value')
  ints[at] = VALUE.json
}
