import type { DashboardContext, DashboardMiddleware } from '../dashboard-env.ts'
import { jsonError } from '../json-error.ts'
import { parseHost } from './host-allow-list.ts'

/**
 * Refuses what another site's page sends (403): changes, event streams and reads alike; no CORS header is ever set.
 *
 * A link to the page may be followed from anywhere. Telemetry is taken from no browser at all, because a page of any
 * origin could send it.
 */
export function originCheck(allowedHosts: readonly string[]): DashboardMiddleware {
  const ownNames = new Set(allowedHosts.map((host) => host.toLowerCase()))
  return async (context, next) => {
    const origin = context.req.header('origin')
    const site = context.req.header('sec-fetch-site')
    if (context.req.path.startsWith('/v1/') && (origin !== undefined || site !== undefined)) {
      return jsonError(context, 403, 'Browsers may not send telemetry here.')
    }
    const foreignOrigin = origin !== undefined && !isOwnOrigin(origin, context, ownNames)
    // `same-site` is another port of the same host: another application.
    const foreignSite = site === 'cross-site' || site === 'same-site'
    if (foreignOrigin || (foreignSite && !isNavigation(context))) {
      return jsonError(context, 403, 'Requests from other sites are refused.')
    }
    return next()
  }
}

function isOwnOrigin(origin: string, context: DashboardContext, ownNames: ReadonlySet<string>): boolean {
  const match = /^https?:\/\/(.+)$/.exec(origin.toLowerCase())
  const from = match ? parseHost(match[1]!) : null
  const to = parseHost(context.req.header('host') ?? '')
  if (from === null || to === null) return false
  if (from.name === to.name && from.port === to.port) return true
  // A proxy may have put its own name for us into Host; the names people use stand in the configuration.
  return ownNames.has(from.name) || ownNames.has(`${from.name}:${from.port}`)
}

function isNavigation(context: DashboardContext): boolean {
  const { req } = context
  return (
    (req.method === 'GET' || req.method === 'HEAD') &&
    req.header('sec-fetch-mode') === 'navigate' &&
    req.header('sec-fetch-dest') === 'document' &&
    !req.path.startsWith('/monitoring/api/')
  )
}
