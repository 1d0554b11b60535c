import { describe, expect, it } from 'vitest'

import { ControlBlock } from '../src/control-block.ts'
import { copyUnreleased, RingReader, RingWriter } from '../src/record-ring.ts'

function createRing(bytes: number) {
  const control = new ControlBlock('application')
  const buffer = new SharedArrayBuffer(bytes)
  return { control, buffer, writer: new RingWriter(control, buffer), reader: new RingReader(control, buffer) }
}

function write(writer: RingWriter, value: number, text: string) {
  return writer.write(new Int32Array([0, 0, value, 0]), 4, text)
}

function readAll(reader: RingReader): { value: number | undefined; text: string; end: number }[] {
  const all = []
  for (let record = reader.next(); record !== null; record = reader.next()) {
    const { ints, at, bytes, end } = record
    const start = at * 4 + 16
    all.push({ value: ints[at + 2], text: bytes.toString('utf8', start, start + (ints[at + 1] ?? 0)), end })
  }
  return all
}

describe('ring', () => {
  it('gives back what was written, in order', () => {
    const { writer, reader } = createRing(1024)
    expect(write(writer, 1, 'glycerol')).toBe('written')
    expect(write(writer, 2, '')).toBe('written')
    expect(write(writer, 3, 'Tg −83 °C 𝛼')).toBe('written')
    expect(readAll(reader).map(({ value, text }) => [value, text])).toEqual([
      [1, 'glycerol'],
      [2, ''],
      [3, 'Tg −83 °C 𝛼'],
    ])
    expect(reader.next()).toBeNull()
  })

  it('holds its order over many turns, whatever the lengths', () => {
    const { writer, reader } = createRing(1024)
    let read = 0
    for (let turn = 0; turn < 5000; turn++) {
      expect(write(writer, turn, 'x'.repeat(turn % 23))).toBe('written')
      if (turn % 3 !== 0) continue
      for (const { value, text, end } of readAll(reader)) {
        expect(value).toBe(read)
        expect(text).toBe('x'.repeat(read % 23))
        reader.release(end)
        read++
      }
    }
    expect(read).toBe(4999)
  })

  it('survives the wrap of its 32-bit positions', () => {
    const control = new ControlBlock('application')
    const buffer = new SharedArrayBuffer(1024)
    control.ringWritten = 2 ** 32 - 512
    control.ringReleased = 2 ** 32 - 512
    const writer = new RingWriter(control, buffer)
    const reader = new RingReader(control, buffer)
    for (let value = 0; value < 100; value++) {
      expect(write(writer, value, 'over the edge')).toBe('written')
      const [record] = readAll(reader)
      expect(record?.value).toBe(value)
      reader.release(record?.end ?? 0)
    }
    expect(control.ringWritten).toBeLessThan(1024 * 10)
  })

  it('refuses what does not fit and loses nothing that it holds', () => {
    const { writer, reader } = createRing(1024)
    let written = 0
    while (write(writer, written, 'a text of some length') === 'written') written++
    expect(write(writer, 99, 'a text of some length')).toBe('queue_full')
    const records = readAll(reader)
    expect(records).toHaveLength(written)
    expect(write(writer, 99, 'a text of some length')).toBe('queue_full')
    reader.release(records.at(-1)?.end ?? 0)
    expect(write(writer, 99, 'a text of some length')).toBe('written')
    expect(readAll(reader)).toHaveLength(1)
  })

  it('refuses a record that would push out all others', () => {
    const { writer } = createRing(1024)
    expect(write(writer, 1, 'x'.repeat(200))).toBe('too_large')
  })

  it('shows a second reader all that the first did not release', () => {
    const { control, buffer, writer, reader } = createRing(1024)
    for (let value = 0; value < 4; value++) write(writer, value, 'kept')
    const records = readAll(reader)
    reader.release(records[1]?.end ?? 0)
    expect(readAll(new RingReader(control, buffer)).map(({ value }) => value)).toEqual([2, 3])
  })

  it('copies what was not released, over the end of the ring too', () => {
    const { control, buffer, writer, reader } = createRing(1024)
    for (let value = 0; value < 40; value++) {
      write(writer, value, 'turn after turn')
      for (const { end } of readAll(reader).slice(0, 1)) if (value < 37) reader.release(end)
    }
    const { records } = copyUnreleased(control, buffer)
    const ints = new Int32Array(records.buffer, records.byteOffset, records.byteLength / 4)
    const values = []
    for (let at = 0; at < ints.length; at += (ints[at] ?? 0) / 4) values.push(ints[at + 2])
    expect(values).toEqual([37, 38, 39])
  })

  it('is left alone by a hub that wakes up after the application took it', () => {
    const { control, writer, reader } = createRing(1024)
    write(writer, 1, 'last words')
    control.takeRing()
    expect(reader.next()).toBeNull()
    reader.release(control.ringWritten)
    expect(control.ringReleased).toBe(0)
  })
})
