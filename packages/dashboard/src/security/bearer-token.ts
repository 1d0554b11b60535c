import type { DashboardContext } from '../dashboard-env.ts'
import { bindingsOf } from '../dashboard-env.ts'
import { jsonError } from '../json-error.ts'
import type { AttemptLimit } from './attempt-limit.ts'
import { equalSecrets } from './equal-secrets.ts'

/** The token of `Authorization: Bearer …` (RFC 6750); `null` without one. */
export function bearerToken(context: DashboardContext): string | null {
  return /^bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? null
}

/**
 * Checks a secret that the client gave: `null` if it is right, else the refusal to answer with.
 *
 * Wrong ones are limited, never the right one: who can reach the hub could otherwise lock its owner out, who often comes
 * from the same address, that of a proxy or of the machine itself. It is the length of a secret that keeps guessers out.
 */
export function checkSecret(
  context: DashboardContext,
  limit: AttemptLimit,
  given: string,
  isRight: (given: string) => boolean,
): Response | null {
  if (isRight(given)) return null
  const address = bindingsOf(context).incoming?.socket.remoteAddress ?? ''
  const waitSeconds = limit.waitSeconds(address)
  if (waitSeconds > 0) {
    return jsonError(context, 429, 'Too many failed attempts. Try again in a minute.', {
      'Retry-After': String(waitSeconds),
    })
  }
  limit.recordFailure(address)
  return unauthorized(context, 'The token is wrong.')
}

/** Answers 401 with the way to do better. */
export function unauthorized(context: DashboardContext, message: string): Response {
  return jsonError(context, 401, message, { 'WWW-Authenticate': 'Bearer' })
}

/** Requires a bearer token on one route; `null` if it is right, else the refusal to answer with. */
export function checkBearer(context: DashboardContext, limit: AttemptLimit, secret: string): Response | null {
  const given = bearerToken(context)
  if (given === null) return unauthorized(context, 'Send Authorization: Bearer <token>.')
  return checkSecret(context, limit, given, (token) => equalSecrets(token, secret))
}
