import { readProperty, readText } from '@cryo/conventions/redaction'

import { patchMethod } from '../instrumentation/patch-method.ts'
import { findServerRequest } from '../instrumentation/server-request.ts'
import { ANY_METHOD, type KnownRoute, toRoutes } from './known-route.ts'
import { readList } from './read-list.ts'

/** The routes of an application of Hono, those of applications that it mounts with `route()` included. */
export function findHonoRoutes(app: object): readonly KnownRoute[] {
  return readList(app, 'routes').flatMap((entry) => {
    const route = readRoute(entry)
    return route === undefined ? [] : toRoutes([route.method], route.path)
  })
}

/** A handler's method and path; `undefined` for middleware, which takes all methods of many paths. */
function readRoute(entry: unknown): { readonly method: string; readonly path: string } | undefined {
  const method = readText(entry, 'method')
  const path = readText(entry, 'path')
  if (method === undefined || path === undefined) return undefined
  return method === ANY_METHOD && path.includes('*') ? undefined : { method, path }
}

/**
 * Lets each request that Node serves know the route that Hono matches. It is found when the request ends, by asking
 * the router once more: middleware of ours would run only where it comes before the handlers.
 */
export function followHono(app: object): void {
  const router = readProperty(app, 'router')
  if (typeof readProperty(router, 'match') !== 'function') return
  patchMethod(app as Record<string, unknown>, 'getPath', (getPath) => {
    return function getPathOfRequest(this: unknown, ...args: unknown[]) {
      const path = Reflect.apply(getPath, this, args)
      const [request, options] = args
      const started = findServerRequest(readProperty(readProperty(options, 'env'), 'incoming'))
      const method = readText(request, 'method')
      if (started !== undefined && method !== undefined) {
        started.findRoute = () => matchRoute(router as HonoRouter, method, path)
      }
      return path
    }
  })
}

interface HonoRouter {
  match(method: string, path: unknown): unknown
}

/** The first handler that matches answers; HEAD is answered by that of GET. */
function matchRoute(router: HonoRouter, method: string, path: unknown): string | undefined {
  const matched = router.match(method === 'HEAD' ? 'GET' : method, path)
  for (const [handler] of readList(matched, 0) as readonly (readonly unknown[])[]) {
    const route = readRoute(readProperty(handler, 1))
    if (route !== undefined) return route.path
  }
  return undefined
}
