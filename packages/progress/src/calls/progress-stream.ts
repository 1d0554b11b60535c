import { Transform, type TransformCallback } from 'node:stream'
import type { ReadableWritablePair } from 'node:stream/web'

import type { Run } from '../run/run.ts'
import { StreamPass } from './stream-pass.ts'

/** Something to put between the source and the sink of a Node or a Web stream. */
export type ProgressStream = Transform & ReadableWritablePair<unknown, unknown>

/** Chunks that wait on either side. */
const HIGH_WATER_MARK = 16

/**
 * Makes a stream that counts what passes through it, at the pace of the sink.
 *
 * It is a Node transform in object mode and, for `pipeThrough`, a pair of Web streams too: that looks at `readable` and
 * `writable` alone, which Node's `pipe` and `pipeline` do not need.
 */
export function createProgressStream(run: Run): ProgressStream {
  const stream = new CountingTransform(run)
  let pair: ReadableWritablePair<unknown, unknown> | null = null
  for (const side of ['readable', 'writable'] as const) {
    Object.defineProperty(stream, side, { get: () => (pair ??= createWebPair(run))[side] })
  }
  return stream as Transform as ProgressStream
}

class CountingTransform extends Transform {
  readonly #pass: StreamPass

  constructor(run: Run) {
    super({ objectMode: true, highWaterMark: HIGH_WATER_MARK })
    this.#pass = new StreamPass(run)
  }

  override _transform(chunk: unknown, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#pass.take(chunk, () => this.push(chunk), callback)
  }

  override _flush(callback: TransformCallback): void {
    this.#pass.end()
    callback()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#pass.break(error)
    callback(error)
  }
}

function createWebPair(run: Run): ReadableWritablePair<unknown, unknown> {
  const pass = new StreamPass(run)
  return new TransformStream<unknown, unknown>(
    {
      transform: (chunk, controller) =>
        new Promise<void>((resolve) => pass.take(chunk, () => controller.enqueue(chunk), resolve)),
      flush: () => pass.end(),
      cancel: (reason) => pass.break(reason),
    },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  )
}
