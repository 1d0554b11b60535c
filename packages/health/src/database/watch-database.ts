import { readProperty } from '@cryo/conventions/redaction'

import type { CheckOptions } from '../check/check-options.ts'
import { startCheck } from '../check/check-registry.ts'
import type { CheckFunction } from '../check/check-result.ts'
import { createFailingProbe, type Probe } from '../check/probe.ts'
import { isPgPool } from './pg-pool.ts'
import { createPoolProbe } from './pool-probe.ts'

/** Something that queries can be sent to: a pool of pg, or another client whose `query` gives a promise. */
export interface Queryable {
  query(text: string): unknown
}

/**
 * Watches a database: `SELECT 1`, or your function, from time to time. A failure is a warning, and an error from
 * `alertThresholds.databaseFailures` in a row on.
 *
 * Of a pool of pg it also tells how its connections are used (a warning while callers wait for one) and the version
 * of the server. It never throws: what cannot be asked is a check that fails and says so.
 *
 * @param name - The same name again replaces the check.
 * @param target - A pool, or a function that asks the database and throws where it cannot.
 * @returns Ends the check.
 *
 * @example
 * const stop = watchDatabase('main', new Pool())
 *
 * @example
 * watchDatabase('cache', ({ signal }) => redis.ping({ signal }), { required: false })
 */
export function watchDatabase(
  name: string,
  target: Queryable | CheckFunction,
  options?: CheckOptions,
): () => void {
  return startCheck(name, 'database', toProbe(target), options)
}

function toProbe(target: unknown): Probe {
  if (typeof target === 'function') return { run: target as CheckFunction }
  if (isPgPool(target)) return createPoolProbe(target)
  if (typeof readProperty(target, 'query') !== 'function') {
    return createFailingProbe('watchDatabase was given neither a pool with query() nor a function')
  }
  return { run: () => awaitQuery((target as Queryable).query('SELECT 1')) }
}

/** A query that gives no promise has told nothing yet. */
function awaitQuery(query: unknown): unknown {
  if (typeof readProperty(query, 'then') === 'function')
    return (query as Promise<unknown>).then(() => undefined)
  throw new Error('query() gave no promise: give watchDatabase a function instead')
}
