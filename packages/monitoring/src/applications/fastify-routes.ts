import { readProperty } from '@cryo/conventions/redaction'

import { type KnownRoute, toRoutes } from './known-route.ts'

/** Longest text that is read. */
const MAX_LENGTH = 500_000
/** `│   └── :id (GET, HEAD) {"version":"1.0.0"}` */
const LINE = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z-]+(?:, [A-Z-]+)*)\)(?: \{.*\})?)?$/
const INDENT = 4

/**
 * The routes of an application of Fastify, out of the tree that it prints: each line adds to the path of the line that
 * it hangs below.
 */
export function findFastifyRoutes(app: object): readonly KnownRoute[] {
  if (typeof readProperty(app, 'printRoutes') !== 'function') return []
  const printed: unknown = (app as { printRoutes(): unknown }).printRoutes()
  if (typeof printed !== 'string') return []
  const parents: string[] = []
  const routes: KnownRoute[] = []
  for (const line of printed.slice(0, MAX_LENGTH).split('\n')) {
    const [, indent = '', part = '', methods] = LINE.exec(line) ?? []
    const depth = indent.length / INDENT
    const path = (parents[depth - 1] ?? '') + part
    parents[depth] = path
    if (methods !== undefined) routes.push(...toRoutes(methods.split(', '), path))
  }
  return withoutTrailingSlashes(routes)
}

/** A prefix is a route with and without a slash; requests tell the one without. */
function withoutTrailingSlashes(routes: readonly KnownRoute[]): readonly KnownRoute[] {
  const known = new Set(routes.map(({ method, route }) => `${method} ${route}`))
  return routes.filter(({ method, route }) => {
    return route === '/' || !route.endsWith('/') || !known.has(`${method} ${route.slice(0, -1)}`)
  })
}
