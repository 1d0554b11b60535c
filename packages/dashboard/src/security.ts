import type { DashboardMiddleware } from './dashboard-env.ts'
import type { DashboardOptions } from './dashboard-options.ts'
import type { AttemptLimit } from './security/attempt-limit.ts'
import { createHostAllowList, isLoopback } from './security/host-allow-list.ts'
import { hostCheck } from './security/host-check.ts'
import { originCheck } from './security/origin-check.ts'
import { noStore, responseHeaders } from './security/response-headers.ts'
import { tokenAuth } from './security/token-auth.ts'

/**
 * Lists what every request passes before its route, in this order: response headers, host, origin, token.
 *
 * @throws Error if `host` is reachable from the network and there is no token.
 */
export function createSecurity(
  options: DashboardOptions,
  limit: AttemptLimit,
): readonly DashboardMiddleware[] {
  const { host = '127.0.0.1', allowedHosts = [], token = null, loginCodes } = options
  assertSafeBinding(host, token)
  return [
    responseHeaders(),
    noStore(),
    hostCheck(createHostAllowList(host, allowedHosts)),
    originCheck(allowedHosts),
    ...(token === null || token === '' ? [] : [tokenAuth(token, limit, loginCodes)]),
  ]
}

/**
 * Refuses to serve the network without a token.
 *
 * @throws Error that names the option and what is expected.
 */
export function assertSafeBinding(host: string, token: string | null): void {
  if (isLoopback(host) || (token !== null && token !== '')) return
  throw new Error(
    `dashboard.host is '${host}', which others can reach: set dashboard.token, or use a loopback address such as 127.0.0.1.`,
  )
}
