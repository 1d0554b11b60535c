import type { ByteBudget } from '../byte-budget.ts'
import type { DashboardContext } from '../dashboard-env.ts'
import { jsonError } from '../json-error.ts'
import { readRequestBody } from '../request-body.ts'

/** What people write into a form, many times over. */
const MAX_BYTES = 64 * 1024

/** A body that was read, or the answer to whoever sent it. */
export type JsonBody = { readonly fields: Readonly<Record<string, unknown>> } | { readonly refusal: Response }

/**
 * Reads what a request for a change says.
 *
 * It must come as `application/json`: no form and no link of another site can send that, and a script of another site
 * would have to ask first, which nobody here allows. The origin was checked before.
 */
export async function readJson(context: DashboardContext, budget: ByteBudget): Promise<JsonBody> {
  const refuse = (status: 400 | 413 | 415 | 503, message: string): JsonBody => {
    return { refusal: jsonError(context, status, message) }
  }
  const type = context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse(415, 'Send application/json.')
  using lease = budget.open()
  const body = await readRequestBody(context.req.raw, false, lease, MAX_BYTES)
  if (body === 'too_large') return refuse(413, `A request may have ${MAX_BYTES} bytes.`)
  if (body === 'busy') return refuse(503, 'Too many requests at once.')
  if (body === 'broken') return refuse(400, 'The body ended too early.')
  const value = parse(new TextDecoder().decode(body))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse(400, 'The body must be an object in JSON.')
  return { fields: value as Record<string, unknown> }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
