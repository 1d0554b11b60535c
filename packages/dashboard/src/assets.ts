import { gzipSync } from 'node:zlib'
import { acceptsGzip } from './accepts-gzip.ts'
import { ASSETS, PAGE } from './client.generated.ts'
import type { DashboardContext } from './dashboard-env.ts'

/** One file of the page; its name contains a hash of its content. */
export interface Asset {
  readonly name: string
  readonly contentType: string
  readonly body: string
}

/** The only files there are, by name: a request's path never reaches a file system. */
const assets: ReadonlyMap<string, Asset> = new Map(ASSETS.map((asset) => [asset.name, asset]))
const compressed = new Map<string, Uint8Array<ArrayBuffer>>()

/** Answers with the page; all addresses in it are relative to `…/monitoring`. */
export function answerPage(context: DashboardContext): Response {
  return answer(context, 'page', PAGE, { 'Content-Type': 'text/html; charset=utf-8' })
}

/** Answers with one file of the page, to be kept for good; `null` if there is none of that name. */
export function answerAsset(context: DashboardContext, name: string): Response | null {
  const asset = assets.get(name)
  if (asset === undefined) return null
  return answer(context, name, asset.body, {
    'Content-Type': asset.contentType,
    'Cache-Control': 'public, max-age=31536000, immutable',
  })
}

function answer(
  context: DashboardContext,
  name: string,
  body: string,
  headers: Record<string, string>,
): Response {
  headers['Vary'] = 'Accept-Encoding'
  if (!acceptsGzip(context.req.header('accept-encoding'))) return context.body(body, 200, headers)
  let bytes = compressed.get(name)
  if (bytes === undefined) compressed.set(name, (bytes = gzipSync(body, { level: 9 })))
  return context.body(bytes, 200, { ...headers, 'Content-Encoding': 'gzip' })
}
