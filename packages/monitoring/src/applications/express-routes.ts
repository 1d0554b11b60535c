import { readProperty } from '@cryo/conventions/redaction'

import { MOUNTED_AT } from '../instrumentation/express.ts'
import { joinPatterns } from '../instrumentation/express-route.ts'
import { type KnownRoute, toRoutes } from './known-route.ts'
import { readList } from './read-list.ts'

/** Routers within routers that are looked into. */
const MAX_DEPTH = 10

/** The router of Express 5 is made when it is first read, with the settings of that moment: not by us. */
const NOT_YET = {
  enabled: (): never => {
    throw new Error('there is no router yet')
  },
}

/** The routes of an application or a router of Express 4 or 5, as far as its mount points can be told. */
export function findExpressRoutes(app: object): readonly KnownRoute[] {
  return readStack(readRouter(app), '', 0)
}

function readRouter(app: object): unknown {
  if (Array.isArray(readProperty(app, 'stack'))) return app
  const lazy = readProperty(app, '_router')
  if (lazy !== undefined) return lazy
  try {
    return Reflect.get(app, 'router', NOT_YET)
  } catch {
    // Express 4 throws there too.
    return undefined
  }
}

function readStack(router: unknown, mount: string, depth: number): readonly KnownRoute[] {
  if (depth > MAX_DEPTH) return []
  return readList(router, 'stack').flatMap((layer) => readLayer(layer, mount, depth))
}

function readLayer(layer: unknown, mount: string, depth: number): readonly KnownRoute[] {
  const route = readProperty(layer, 'route')
  if (route !== undefined) {
    const methods = Object.keys(readProperty(route, 'methods') ?? {})
    const named = methods.includes('_all') ? ['ALL'] : methods
    return toPatterns(readProperty(route, 'path')).flatMap((path) =>
      toRoutes(named, joinPatterns(mount, path)),
    )
  }
  const nested = readProperty(layer, 'handle')
  if (!Array.isArray(readProperty(nested, 'stack'))) return []
  return mountsOf(layer).flatMap((path) => readStack(nested, joinPatterns(mount, path), depth + 1))
}

/** Where a router is mounted; nowhere that can be told in Express 4 where it was not seen. */
function mountsOf(layer: unknown): readonly string[] {
  if (
    readProperty(layer, 'slash') === true ||
    readProperty(readProperty(layer, 'regexp'), 'fast_slash') === true
  ) {
    return ['/']
  }
  return toPatterns(readProperty(layer, MOUNTED_AT) ?? readProperty(layer, 'rawPath'))
}

function toPatterns(path: unknown): readonly string[] {
  if (Array.isArray(path)) return path.flat(Infinity).flatMap((one) => toPatterns(one))
  return typeof path === 'string' || path instanceof RegExp ? [String(path)] : []
}
