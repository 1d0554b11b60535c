import type { DashboardContext } from './dashboard-env.ts'
import { bindingsOf } from './dashboard-env.ts'
import type { DashboardSource } from './dashboard-source.ts'
import { jsonError } from './json-error.ts'
import { liftRequestDeadline } from './request-deadline.ts'
import type { AttemptLimit } from './security/attempt-limit.ts'
import { checkBearer } from './security/bearer-token.ts'

/**
 * Hands one attaching process to the hub: its request's body streams in, the hub's messages stream out, for as long
 * as the process lives.
 */
export async function answerAttach(
  context: DashboardContext,
  source: DashboardSource,
  secret: string | null,
  limit: AttemptLimit,
): Promise<Response> {
  if (secret === null) return jsonError(context, 403, 'No process may attach here.')
  const refusal = checkBearer(context, limit, secret)
  if (refusal !== null) return refusal
  const { raw } = context.req
  if (raw.body === null) return jsonError(context, 400, 'The request has no body to stream.')
  const { incoming, closing } = bindingsOf(context)
  if (incoming !== undefined) {
    liftRequestDeadline(incoming)
    // A process may have nothing to say for hours.
    incoming.socket.setTimeout(0)
  }
  const reply = await source.attach({
    body: raw.body,
    headers: raw.headers,
    signal: closing === undefined ? raw.signal : AbortSignal.any([raw.signal, closing]),
  })
  if (!reply.accepted) return jsonError(context, reply.status, reply.message)
  return context.body(reply.messages, 200, { 'Content-Type': 'application/octet-stream' })
}
