import { describe, expect, it } from 'vitest'

import { ControlBlock } from '../src/control-block.ts'
import { RingReader, RingWriter } from '../src/record-ring.ts'
import { SpanEncoder } from '../src/span-encoder.ts'
import type { EncodableSpan } from '../src/span-record.ts'
import { RECORD } from '../src/span-record.ts'
import { MAX_TABLE_STRINGS } from '../src/string-table.ts'

function createSpan(key: string): EncodableSpan {
  return {
    name: 'screen',
    kind: 0,
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    startMs: 1,
    endMs: 2,
    status: { code: 0 },
    attributes: { [key]: 1 },
    links: [],
    events: [],
    instrumentationScope: { name: 'test' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

function createEncoder(onString?: (id: number, text: string) => void) {
  const control = new ControlBlock('application')
  const ring = new SharedArrayBuffer(1024 * 1024)
  const reader = new RingReader(control, ring)
  const readTypes = (): (number | undefined)[] => {
    const types = []
    for (let record = reader.next(); record !== null; record = reader.next()) {
      types.push(record.ints[record.at + 2])
      reader.release(record.end)
    }
    return types
  }
  return { encoder: new SpanEncoder(new RingWriter(control, ring), onString), readTypes }
}

describe('the encoder', () => {
  it('tells of each string of its table once, with its number', () => {
    const told: [number, string][] = []
    const { encoder } = createEncoder((id, text) => told.push([id, text]))
    encoder.encode(createSpan('first'))
    encoder.encode(createSpan('second'))
    encoder.encode(createSpan('first'))
    expect(told).toEqual([
      [0, 'test'],
      [1, 'first'],
      [2, 'second'],
    ])
    expect(encoder.table.strings).toEqual(['test', 'first', 'second'])
  })

  it('announces no string that its table has no room for', () => {
    const { encoder, readTypes } = createEncoder()
    for (let index = 0; index < MAX_TABLE_STRINGS; index++) {
      encoder.encode(createSpan(`key ${index}`))
      readTypes()
    }
    expect(encoder.encode(createSpan('one too many'))).toBe('written')
    expect(readTypes()).toEqual([RECORD.span])
  })
})
