import { gunzipSync } from 'node:zlib'
import { acceptsGzip } from './accepts-gzip.ts'
import type { DashboardContext } from './dashboard-env.ts'

/** The page and its files are not in memory before somebody looks. */
const loadPage = async (): Promise<typeof import('./client.generated.ts')> => import('./client.generated.ts')

const HTML = 'text/html; charset=utf-8'
/** Stands in the page where the nonce of its style sheets belongs. */
const NONCE_PLACE = '__NONCE__'

/** Answers with the page; all addresses in it are relative to `…/monitoring`. */
export async function answerPage(context: DashboardContext): Promise<Response> {
  const { PAGE } = await loadPage()
  const nonce = context.get('secureHeadersNonce') ?? ''
  return context.body(PAGE.replace(NONCE_PLACE, nonce), 200, { 'Content-Type': HTML })
}

/**
 * Answers with one file of the page, to be kept for good; `null` if there is none of that name.
 *
 * Its names are the only ones there are: a request's path never reaches a file system.
 */
export async function answerAsset(context: DashboardContext, name: string): Promise<Response | null> {
  const { ASSETS } = await loadPage()
  const asset = ASSETS.find((one) => one.name === name)
  if (asset === undefined) return null
  const headers = {
    'Content-Type': asset.contentType,
    'Cache-Control': 'public, max-age=31536000, immutable',
    Vary: 'Accept-Encoding',
  }
  const bytes = Uint8Array.from(Buffer.from(asset.gzip, 'base64'))
  if (!acceptsGzip(context.req.header('accept-encoding')))
    return context.body(Uint8Array.from(gunzipSync(bytes)), 200, headers)
  return context.body(bytes, 200, { ...headers, 'Content-Encoding': 'gzip' })
}
