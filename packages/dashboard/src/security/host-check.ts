import type { DashboardMiddleware } from '../dashboard-env.ts'
import { jsonError } from '../json-error.ts'

/** Refuses a request whose `Host` is missing (400) or not on the list (403), before any route sees it. */
export function hostCheck(isAllowed: (header: string) => boolean): DashboardMiddleware {
  return async (context, next) => {
    const header = context.req.header('host')
    if (header === undefined || header === '') return jsonError(context, 400, 'The Host header is missing.')
    // A request line may name another host than the header does (RFC 9112, section 3.2.2).
    const target = new URL(context.req.url).host
    const refused = isAllowed(header) ? (isAllowed(target) ? null : target) : header
    if (refused === null) return next()
    const shown = refused.slice(0, 255)
    return jsonError(context, 403, `Host '${shown}' is not allowed. Add it to dashboard.allowedHosts.`)
  }
}
