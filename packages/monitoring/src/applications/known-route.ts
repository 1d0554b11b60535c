/** A route that an application has. */
export interface KnownRoute {
  /** In capitals; {@link ANY_METHOD} for one that takes all. */
  readonly method: string
  /** As `http.route` tells it. */
  readonly route: string
}

/** Method of a route that takes all of them. */
export const ANY_METHOD = 'ALL'

/** So many methods are all: what frameworks make of `all()` differs by version. */
const MANY_METHODS = 7

/** Methods that frameworks add to those that a route was made for. */
const ADDED: ReadonlySet<string> = new Set(['HEAD', 'OPTIONS', 'TRACE'])

/** The routes of one pattern: one for each method, or one for all of them. */
export function toRoutes(methods: readonly string[], route: string): readonly KnownRoute[] {
  const named = methods.map((method) => method.toUpperCase())
  if (named.length >= MANY_METHODS || named.includes(ANY_METHOD)) return [{ method: ANY_METHOD, route }]
  return named.filter((method) => !ADDED.has(method)).map((method) => ({ method, route }))
}
