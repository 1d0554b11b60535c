import type { DashboardContext, DashboardMiddleware } from '../dashboard-env.ts'
import type { AttemptLimit } from './attempt-limit.ts'
import { bearerToken, checkSecret, unauthorized } from './bearer-token.ts'
import { equalSecrets } from './equal-secrets.ts'
import type { LoginCodes } from './login-codes.ts'
import { createSessionCookie } from './session-cookie.ts'

/** Probes say only yes or no, assets are the same everywhere, attaching and the webhook have secrets of their own. */
const OPEN_PATHS = /^\/(?:$|healthz$|readyz$|monitoring\/(?:$|assets\/|api\/(?:attach|alertmanager)$))/

const HEAD =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
const ASK_AGAIN = `${HEAD}<meta http-equiv="refresh" content="0"><title>Monitoring</title><p>One moment …</p></html>`
const TOKEN_NEEDED = `${HEAD}<title>Monitoring: token needed</title><h1>This page needs its token</h1><p>Open its address with ?token=… once; this browser is then let in for 30 days.</p></html>`

/**
 * Lets in who holds the token: as a bearer, or as a browser that exchanged it once for a cookie.
 *
 * `/monitoring?token=…` answers with the cookie and a redirect to the address without it, so that the token stays
 * out of the history and of the next request's referrer.
 */
export function tokenAuth(token: string, limit: AttemptLimit, codes?: LoginCodes): DashboardMiddleware {
  const session = createSessionCookie(token)
  return async (context, next) => {
    if (OPEN_PATHS.test(context.req.path)) return next()
    const given = context.req.path === '/monitoring' ? context.req.query('token') : undefined
    if (given !== undefined) {
      const refusal = checkSecret(
        context,
        limit,
        given,
        (text) => equalSecrets(text, token) || (codes?.redeem(text) ?? false),
      )
      if (refusal !== null) return refusal
      session.grant(context)
      return context.redirect('monitoring', 303)
    }
    if (session.isValid(context)) return next()
    const bearer = bearerToken(context)
    if (bearer === null) return askForToken(context)
    return checkSecret(context, limit, bearer, (text) => equalSecrets(text, token)) ?? next()
  }
}

function askForToken(context: DashboardContext): Response | Promise<Response> {
  if (context.req.header('sec-fetch-mode') !== 'navigate') {
    return unauthorized(
      context,
      'Open /monitoring?token=<token> once, or send Authorization: Bearer <token>.',
    )
  }
  // Who follows a link from another site sends no SameSite=Strict cookie; asking again from here does.
  const followed = /^(?:cross|same)-site$/.test(context.req.header('sec-fetch-site') ?? '')
  return context.html(followed ? ASK_AGAIN : TOKEN_NEEDED, 401)
}
