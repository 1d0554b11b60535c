import type { ByteBudget } from './byte-budget.ts'
import type { DashboardContext } from './dashboard-env.ts'
import type { DashboardSource } from './dashboard-source.ts'
import { jsonError } from './json-error.ts'
import { readRequestBody } from './request-body.ts'
import type { AttemptLimit } from './security/attempt-limit.ts'
import { checkBearer } from './security/bearer-token.ts'

/** Alertmanager's own messages are some kilobytes for each alert. */
const MAX_BYTES = 1024 * 1024

/**
 * Hands a webhook of Alertmanager's to the hub.
 *
 * 503 lets Alertmanager send it again; what is refused with 4xx it gives up.
 *
 * @param secret - What Alertmanager presents as a bearer; `null` where no webhook is expected.
 */
export async function answerWebhook(
  context: DashboardContext,
  source: DashboardSource,
  secret: string | null,
  limit: AttemptLimit,
  budget: ByteBudget,
): Promise<Response> {
  if (secret === null) {
    source.refuseWebhook('forged')
    return jsonError(context, 403, 'This hub expects no alerts: set alertmanager.url or its webhookToken.')
  }
  const refusal = checkBearer(context, limit, secret)
  if (refusal !== null) {
    source.refuseWebhook('forged')
    return refusal
  }
  using lease = budget.open()
  const body = await readRequestBody(context.req.raw, false, lease, MAX_BYTES)
  if (body === 'too_large') {
    source.refuseWebhook('too_large')
    return jsonError(context, 413, `A webhook may have ${MAX_BYTES} bytes: set max_alerts in Alertmanager.`)
  }
  if (body === 'busy') return jsonError(context, 503, 'Too many webhooks at once.', { 'Retry-After': '5' })
  if (body === 'broken') return jsonError(context, 400, 'The body ended too early.')
  const { status, message } = await source.takeWebhook(new TextDecoder().decode(body))
  return status === 200 ? context.json({ status: message }) : jsonError(context, status, message)
}
