import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ByteBudget } from './byte-budget.ts'
import type { DashboardContext } from './dashboard-env.ts'
import { bindingsOf } from './dashboard-env.ts'
import type { DashboardSource } from './dashboard-source.ts'
import { readRequestBody } from './request-body.ts'
import { streamText } from './stream-text.ts'

/** Where Prometheus' HTTP API begins. */
export const PROMETHEUS_PATH = '/api/v1/'
/** A form with a query: one that is longer could not be parsed either. */
const MAX_FORM_BYTES = 256 * 1024

/** Answers a part of Prometheus' HTTP API; parameters come in the address and, with POST, as a form too. */
export async function answerPrometheus(
  context: DashboardContext,
  source: DashboardSource,
  budget: ByteBudget,
): Promise<Response> {
  const path = decodePath(context.req.path.slice(PROMETHEUS_PATH.length))
  if (path === null) return refuse(context, 400, 'The address cannot be decoded.')
  const parameters = new URL(context.req.url).searchParams
  if (context.req.method === 'POST') {
    using lease = budget.open()
    const body = await readRequestBody(context.req.raw, false, lease, MAX_FORM_BYTES)
    if (body === 'too_large') return refuse(context, 413, `A form may have ${MAX_FORM_BYTES} bytes.`)
    if (body === 'busy') return refuse(context, 503, 'Too many queries at once.')
    if (body === 'broken') return refuse(context, 400, 'The body ended too early.')
    // As in Prometheus, what the form says goes before what the address says.
    const asked = [...parameters]
    for (const [name] of asked) parameters.delete(name)
    for (const [name, value] of new URLSearchParams(new TextDecoder().decode(body)))
      parameters.append(name, value)
    for (const [name, value] of asked) parameters.append(name, value)
  }
  const { closing } = bindingsOf(context)
  const { signal } = context.req.raw
  const { status, chunks } = await source.query({
    path,
    parameters,
    signal: closing === undefined ? signal : AbortSignal.any([signal, closing]),
  })
  return streamText(context, status as ContentfulStatusCode, 'application/json', chunks)
}

/** Errors have the form of all others of the API. */
function refuse(context: DashboardContext, status: ContentfulStatusCode, error: string): Response {
  const errorType = status === 503 ? 'unavailable' : 'bad_data'
  return context.json({ status: 'error', errorType, error }, status)
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
