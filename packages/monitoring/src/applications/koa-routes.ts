import { readProperty } from '@cryo/conventions/redaction'

import { patchMethod } from '../instrumentation/patch-method.ts'
import { findServerRequest } from '../instrumentation/server-request.ts'
import { type KnownRoute, toRoutes } from './known-route.ts'
import { readList } from './read-list.ts'

/** The routes of the `@koa/router`s that an application of Koa uses. */
export function findKoaRoutes(app: object): readonly KnownRoute[] {
  return readList(app, 'middleware').flatMap((middleware) => {
    return readList(readProperty(middleware, 'router'), 'stack').flatMap((layer) => {
      const path = readProperty(layer, 'path')
      if (typeof path !== 'string' && !(path instanceof RegExp)) return []
      return toRoutes(readList(layer, 'methods').map(String), String(path))
    })
  })
}

/** Lets each request know the route that the router matched; it is asked when the request ends. */
export function followKoa(app: object): void {
  if (!Array.isArray(readProperty(app, 'middleware'))) return
  patchMethod(app as Record<string, unknown>, 'handleRequest', (handle) => {
    return function handleRequest(this: unknown, ...args: unknown[]) {
      const [context] = args
      const started = findServerRequest(readProperty(context, 'req'))
      if (started !== undefined) {
        started.findRoute = () => {
          const matched = readProperty(context, '_matchedRoute')
          return typeof matched === 'string' || matched instanceof RegExp ? String(matched) : undefined
        }
      }
      return Reflect.apply(handle, this, args)
    }
  })
}
