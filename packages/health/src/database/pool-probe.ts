import { readProperty } from '@cryo/conventions/redaction'

import type { PoolUse } from '../check/check-report.ts'
import type { CheckContext, CheckResult } from '../check/check-result.ts'
import type { Probe } from '../check/probe.ts'
import { leaseClient } from './lease-client.ts'
import { hasEnded, type PgClient, type PgPool } from './pg-pool.ts'

const MAX_VERSION_LENGTH = 100

/** Looks at a database through the pool that the application uses. */
export function createPoolProbe(pool: PgPool): Probe {
  let version: string | null = null
  let asked = false

  async function askVersion(client: PgClient): Promise<void> {
    if (asked) return
    asked = true
    try {
      const { rows } = await client.query('SHOW server_version')
      const value = readProperty(rows?.[0], 'server_version')
      version = typeof value === 'string' ? value.slice(0, MAX_VERSION_LENGTH) : null
    } catch {
      // Another database behind the protocol of PostgreSQL.
    }
  }

  async function ask({ signal }: CheckContext): Promise<void> {
    const lease = await leaseClient(pool, signal)
    let ended = false
    const end = (broken: boolean): void => {
      if (ended) return
      ended = true
      try {
        lease.end(broken)
      } catch {
        // A pool that refuses its own client: thrown from a listener it would end the process.
      }
    }
    const cut = (): void => end(true)
    signal.addEventListener('abort', cut)
    try {
      await lease.client.query('SELECT 1')
      await askVersion(lease.client)
      end(false)
    } catch (error) {
      // It may have become another server meanwhile.
      asked = false
      end(true)
      throw error
    } finally {
      signal.removeEventListener('abort', cut)
    }
  }

  return {
    async run(context): Promise<CheckResult> {
      if (hasEnded(pool)) return { status: 'unknown', message: 'the pool has ended' }
      const before = usePool(pool)
      await ask(context)
      const after = usePool(pool)
      const waiting = Math.max(before.waiting, after.waiting)
      if (waiting > 0) return { status: 'warning', message: describeWaiting({ ...after, waiting }) }
      return version === null ? { status: 'ok' } : { status: 'ok', message: `PostgreSQL ${version}` }
    },
    explain: () => {
      const use = usePool(pool)
      return use.waiting > 0 ? describeWaiting(use) : null
    },
    pool: () => usePool(pool),
    serverVersion: () => version,
  }
}

function usePool({ totalCount, idleCount, waitingCount, options }: PgPool): PoolUse {
  return { total: totalCount, idle: idleCount, waiting: waitingCount, max: options.max ?? totalCount }
}

function describeWaiting({ total, idle, max, waiting }: PoolUse): string {
  return `${total - idle} of ${max} connections are in use and ${waiting} ${waiting === 1 ? 'caller waits' : 'callers wait'}`
}
