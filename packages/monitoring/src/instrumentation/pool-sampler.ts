import {
  ATTR_DB_CLIENT_CONNECTION_POOL_NAME,
  ATTR_DB_CLIENT_CONNECTION_STATE,
  METRIC_DB_CLIENT_CONNECTION_COUNT,
  METRIC_DB_CLIENT_CONNECTION_MAX,
  METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS,
} from '@cryo/conventions'
import { upDownCounter } from '@cryo/instruments'
import type { BoundUpDownCounter } from '@cryo/instruments'

import { targetOf } from './pg-target.ts'
import type { PgClient } from './pg-target.ts'

/** A pool of pg-pool, as far as it is used here. */
export interface PgPool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max?: number }
  readonly _clients?: readonly PgClient[]
  [WATCHED]?: true
}

const WATCHED: unique symbol = Symbol('cryo.watched')
const MAX_POOLS = 256

const connections = upDownCounter(METRIC_DB_CLIENT_CONNECTION_COUNT)
const maxConnections = upDownCounter(METRIC_DB_CLIENT_CONNECTION_MAX)
const pendingRequests = upDownCounter(METRIC_DB_CLIENT_CONNECTION_PENDING_REQUESTS)

/** The pools of the process, for as long as the application keeps them. */
const pools = new Set<{ readonly name: string; readonly pool: WeakRef<PgPool> }>()
const series = new Map<string, PoolSeries>()

/** Counts this pool in from now on. */
export function watchPool(pool: PgPool): void {
  if (pool[WATCHED] === true) return
  const client = pool._clients?.[0]
  if (client === undefined || pools.size >= MAX_POOLS) return
  pool[WATCHED] = true
  pools.add({ name: targetOf(client).name, pool: new WeakRef(pool) })
}

/**
 * Sets the metrics of the database pools to what they hold now; those of one database count together.
 *
 * Called on the periodic tick, so that queries pay nothing for it.
 */
export function samplePools(): void {
  for (const levels of series.values()) levels.begin()
  for (const watched of pools) {
    const pool = watched.pool.deref()
    if (pool === undefined) {
      pools.delete(watched)
      continue
    }
    let levels = series.get(watched.name)
    if (levels === undefined) {
      levels = new PoolSeries(watched.name)
      series.set(watched.name, levels)
    }
    levels.count(pool)
  }
  for (const levels of series.values()) levels.commit()
}

class PoolSeries {
  readonly #idle: Level
  readonly #used: Level
  readonly #max: Level
  readonly #pending: Level

  constructor(name: string) {
    const pool = { [ATTR_DB_CLIENT_CONNECTION_POOL_NAME]: name }
    this.#idle = new Level(connections.bind({ ...pool, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'idle' }))
    this.#used = new Level(connections.bind({ ...pool, [ATTR_DB_CLIENT_CONNECTION_STATE]: 'used' }))
    this.#max = new Level(maxConnections.bind(pool))
    this.#pending = new Level(pendingRequests.bind(pool))
  }

  begin(): void {
    for (const level of this.#levels) level.next = 0
  }

  count(pool: PgPool): void {
    const { idleCount, totalCount, waitingCount } = pool
    this.#idle.next += idleCount
    this.#used.next += totalCount - idleCount
    this.#max.next += pool.options.max ?? 0
    this.#pending.next += waitingCount
  }

  commit(): void {
    for (const level of this.#levels) level.commit()
  }

  get #levels(): readonly Level[] {
    return [this.#idle, this.#used, this.#max, this.#pending]
  }
}

/** A sampled value on an instrument that is added to. */
class Level {
  next = 0
  #current = 0
  readonly #bound: BoundUpDownCounter

  constructor(bound: BoundUpDownCounter) {
    this.#bound = bound
  }

  commit(): void {
    this.#bound.add(this.next - this.#current)
    this.#current = this.next
  }
}
