import { readProperty } from '@cryo/conventions/redaction'

import { findExpressRoutes } from './express-routes.ts'
import { findFastifyRoutes } from './fastify-routes.ts'
import { findHonoRoutes } from './hono-routes.ts'
import { findKoaRoutes } from './koa-routes.ts'
import type { KnownRoute } from './known-route.ts'

const FINDERS = [findExpressRoutes, findFastifyRoutes, findKoaRoutes, findHonoRoutes]

/** Finds the routes of an application, whatever it is made with; none where it cannot be told. Never throws. */
export function findRoutes(app: object): readonly KnownRoute[] {
  const routes = FINDERS.flatMap((find) => attempt(find, app))
  return routes.length > 0
    ? routes
    : listenersOf(app).flatMap((listener) => FINDERS.flatMap((find) => attempt(find, listener)))
}

function attempt(find: (app: object) => readonly KnownRoute[], app: object): readonly KnownRoute[] {
  try {
    return find(app)
  } catch {
    // An object that only looks like an application.
    return []
  }
}

/** A plain server knows no routes, but an application of Express may be what it calls. */
export function listenersOf(app: object): readonly object[] {
  try {
    if (typeof readProperty(app, 'listeners') !== 'function') return []
    const listeners: unknown = (app as { listeners(event: string): unknown }).listeners('request')
    return Array.isArray(listeners) ? listeners.filter((one) => typeof one === 'function') : []
  } catch {
    return []
  }
}
