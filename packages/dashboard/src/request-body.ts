import { Readable, pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { ByteLease } from './byte-budget.ts'

const GUNZIP_CHUNK_BYTES = 64 * 1024

/** Why a body was not taken: over its limit, unreadable, or no memory left for it just now. */
export type BodyProblem = 'too_large' | 'broken' | 'busy'

/**
 * Reads a body whole, decompressed as it arrives, and stops at the first byte too much.
 *
 * @param lease - Pays for the bytes before they are kept.
 * @param maxBytes - Decompressed; a body of exactly this size passes.
 */
export async function readRequestBody(
  request: Request,
  gzip: boolean,
  lease: ByteLease,
  maxBytes: number,
): Promise<Uint8Array | BodyProblem> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return 'too_large'
  if (request.body === null) return new Uint8Array(0)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of open(request.body, gzip)) {
      size += chunk.length
      if (size > maxBytes) return 'too_large'
      if (!lease.take(chunk.length)) return 'busy'
      chunks.push(chunk)
    }
  } catch {
    return 'broken'
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
}

function open(body: ReadableStream<Uint8Array>, gzip: boolean): AsyncIterable<Uint8Array> {
  const raw = Readable.fromWeb(body)
  if (!gzip) return raw
  // Errors of either reach the reader through the iteration.
  return pipeline(raw, createGunzip({ chunkSize: GUNZIP_CHUNK_BYTES }), () => {})
}
