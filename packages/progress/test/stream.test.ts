import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ReadableStream } from 'node:stream/web'
import { setImmediate } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import { startTracker } from './fixtures/start-tracker.ts'

const CHUNKS = Array.from({ length: 200 }, (_, index) => index)

/** A sink that takes its time, and how many chunks the source was ahead of it at most. */
function createSlowSink(): { sink: Writable; got: unknown[]; source: Iterable<number>; ahead: () => number } {
  const got: unknown[] = []
  let given = 0
  let ahead = 0
  function* source(): Generator<number> {
    for (const chunk of CHUNKS) {
      ahead = Math.max(ahead, ++given - got.length)
      yield chunk
    }
  }
  const sink = new Writable({
    objectMode: true,
    highWaterMark: 1,
    write(chunk, _encoding, callback) {
      globalThis.setImmediate(() => {
        got.push(chunk)
        callback()
      })
    },
  })
  return { sink, got, source: source(), ahead: () => ahead }
}

describe('a Node stream', () => {
  it('counts what passes in a pipeline, at the pace of the sink, and completes', async () => {
    const { sink, got, source, ahead } = createSlowSink()
    const { progress } = startTracker('pipeline', CHUNKS.length)
    await pipeline(Readable.from(source, { highWaterMark: 1 }), progress.stream(), sink)
    expect(got).toEqual(CHUNKS)
    expect(ahead()).toBeLessThan(60)
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 200 })
  })

  it('works with pipe', async () => {
    const { progress } = startTracker('pipe', CHUNKS.length)
    const got = await Readable.from(CHUNKS).pipe(progress.stream()).toArray()
    expect(got).toEqual(CHUNKS)
    expect(progress.getStatus().state).toBe('completed')
  })

  it('fails with the pipeline', async () => {
    const { progress } = startTracker('sink fails', CHUNKS.length)
    const sink = new Writable({
      objectMode: true,
      write: (_chunk, _encoding, callback) => callback(new Error('full')),
    })
    await expect(pipeline(Readable.from(CHUNKS), progress.stream(), sink)).rejects.toThrow('full')
    expect(progress.getStatus().state).toBe('failed')
  })

  it('fails with a source that fails before its first chunk', async () => {
    const { progress } = startTracker('early', CHUNKS.length)
    const source = new Readable({
      objectMode: true,
      read() {
        this.destroy(new Error('no source'))
      },
    })
    await expect(pipeline(source, progress.stream(), createSlowSink().sink)).rejects.toThrow('no source')
    expect(progress.getStatus().state).toBe('failed')
  })

  it('is paused when it is left', async () => {
    const { progress } = startTracker('left', CHUNKS.length)
    for await (const chunk of Readable.from(CHUNKS).pipe(progress.stream())) if (chunk === 5) break
    expect(progress.getStatus().state).toBe('paused')
  })

  it('waits while the run is on pause', async () => {
    const { progress } = startTracker('waits', CHUNKS.length)
    const got: unknown[] = []
    const sink = new Writable({
      objectMode: true,
      write(chunk, _encoding, callback) {
        got.push(chunk)
        if (chunk === 20) progress.pause()
        callback()
      },
    })
    const done = pipeline(Readable.from(CHUNKS), progress.stream(), sink)
    while (progress.getStatus().state === 'running') await setImmediate()
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    expect(got.length).toBeLessThan(60)
    progress.resume()
    await done
    expect(got).toEqual(CHUNKS)
    expect(progress.getStatus().state).toBe('completed')
  })

  it('ends in order once the run is stopped', async () => {
    const abort = new AbortController()
    const { progress } = startTracker('stopped', CHUNKS.length, { signal: abort.signal })
    const got: unknown[] = []
    await pipeline(Readable.from(CHUNKS), progress.stream(), async (chunks: AsyncIterable<unknown>) => {
      for await (const chunk of chunks) {
        got.push(chunk)
        if (chunk === 20) abort.abort()
      }
    })
    expect(got.length).toBeLessThan(100)
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: got.length })
  })
})

describe('a Web stream', () => {
  it('counts what passes, at the pace of the sink, and completes', async () => {
    const { got, source, ahead } = createSlowSink()
    const { progress } = startTracker('web', CHUNKS.length)
    const stream = ReadableStream.from(source).pipeThrough(progress.stream())
    for await (const chunk of stream) {
      await setImmediate()
      got.push(chunk)
    }
    expect(got).toEqual(CHUNKS)
    expect(ahead()).toBeLessThan(20)
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 200 })
  })

  it('is paused when it is left', async () => {
    const { progress } = startTracker('web left', CHUNKS.length)
    for await (const chunk of ReadableStream.from(CHUNKS).pipeThrough(progress.stream()))
      if (chunk === 5) break
    expect(progress.getStatus().state).toBe('paused')
  })

  it('that breaks while the run is on pause rejects nothing that nobody handles', async () => {
    const { progress } = startTracker('web paused', CHUNKS.length)
    const reader = ReadableStream.from(CHUNKS).pipeThrough(progress.stream()).getReader()
    await reader.read()
    progress.pause()
    const waiting = reader.read()
    for (let turn = 0; turn < 5; turn++) await setImmediate()
    await reader.cancel(new Error('broken'))
    for (let turn = 0; turn < 5; turn++) await setImmediate()
    await expect(waiting).resolves.toMatchObject({ done: true })
    expect(progress.getStatus()).toMatchObject({ state: 'failed', processedItems: 1 })
  })
})
