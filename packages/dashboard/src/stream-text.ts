import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { acceptsGzip } from './accepts-gzip.ts'
import type { DashboardContext } from './dashboard-env.ts'
import { bindingsOf } from './dashboard-env.ts'

/** Text is joined up to this length before it is encoded: a source may yield line by line. */
const PART_LENGTH = 64 * 1024
/** Readers come every few seconds from next door: this level takes half the time of the default, for a third more bytes. */
const GZIP_LEVEL = 1

/** A text whose parts are asked for as fast as the client reads them. */
export type TextChunks = Iterable<string> | AsyncIterable<string>

/**
 * Answers part by part, compressed for who takes that; whole texts are never held.
 *
 * A failure ends the connection: half a text must not look like a whole one, and a stream that fails would be reported
 * on the application's stderr by the adapter of the server.
 */
export function streamText(
  context: DashboardContext,
  status: ContentfulStatusCode,
  contentType: string,
  chunks: TextChunks,
  vary = 'Accept-Encoding',
): Response {
  const headers: Record<string, string> = { 'Content-Type': contentType, Vary: vary }
  const gzip = acceptsGzip(context.req.header('accept-encoding'))
  if (gzip) headers['Content-Encoding'] = 'gzip'
  if (context.req.method === 'HEAD') return context.body(null, status, headers)
  return context.body(toWebStream(context, chunks, gzip), status, headers)
}

function toWebStream(
  context: DashboardContext,
  chunks: TextChunks,
  gzip: boolean,
): ReadableStream<Uint8Array> {
  const { outgoing } = bindingsOf(context)
  const parts = Readable.from(joinChunks(chunks), { objectMode: false, highWaterMark: 1 })
  const bytes = gzip ? pipeline(parts, createGzip({ level: GZIP_LEVEL }), () => {}) : parts
  const iterator: AsyncIterator<Uint8Array> = bytes[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next()
          if (next.done === true) controller.close()
          else controller.enqueue(next.value)
        } catch (error) {
          if (outgoing === undefined) controller.error(error)
          else outgoing.destroy()
        }
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

async function* joinChunks(chunks: TextChunks): AsyncGenerator<Buffer> {
  let part = ''
  for await (const chunk of chunks) {
    part += chunk
    if (part.length < PART_LENGTH) continue
    yield Buffer.from(part)
    part = ''
  }
  if (part !== '') yield Buffer.from(part)
}
