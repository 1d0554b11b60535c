import type { ServerResponse } from 'node:http'
import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { DashboardContext } from './dashboard-env.ts'
import { acceptsGzip } from './accepts-gzip.ts'
import { bindingsOf } from './dashboard-env.ts'
import type { DashboardSource, MetricsExposition } from './dashboard-source.ts'

/** Text is joined up to this length before it is encoded: a source may yield line by line. */
const PART_LENGTH = 64 * 1024
/** A scrape comes every few seconds from next door: this level takes half the time of the default, for a third more bytes. */
const GZIP_LEVEL = 1

/** Answers a scrape part by part; whole expositions are never held. */
export async function answerMetrics(context: DashboardContext, source: DashboardSource): Promise<Response> {
  const exposition = await source.metrics(context.req.header('accept') ?? null)
  const headers: Record<string, string> = {
    'Content-Type': exposition.contentType,
    Vary: 'Accept, Accept-Encoding',
  }
  const gzip = acceptsGzip(context.req.header('accept-encoding'))
  if (gzip) headers['Content-Encoding'] = 'gzip'
  if (context.req.method === 'HEAD') return context.body(null, 200, headers)
  return context.body(toWebStream(exposition, gzip, bindingsOf(context).outgoing), 200, headers)
}

/**
 * A failure ends the connection: half an exposition must not look like a whole one, and a stream that fails would be
 * reported on the application's stderr by the adapter of the server.
 */
function toWebStream(
  exposition: MetricsExposition,
  gzip: boolean,
  outgoing: ServerResponse | undefined,
): ReadableStream<Uint8Array> {
  const parts = Readable.from(joinChunks(exposition.chunks), { objectMode: false, highWaterMark: 1 })
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

async function* joinChunks(chunks: MetricsExposition['chunks']): AsyncGenerator<Buffer> {
  let part = ''
  for await (const chunk of chunks) {
    part += chunk
    if (part.length < PART_LENGTH) continue
    yield Buffer.from(part)
    part = ''
  }
  if (part !== '') yield Buffer.from(part)
}
