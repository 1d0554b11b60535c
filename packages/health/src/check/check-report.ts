import type { CheckKind, CheckStatus } from '@cryo/conventions'

/** How the connections of a pool are used. */
export interface PoolUse {
  readonly total: number
  readonly idle: number
  /** Callers that wait for a connection. */
  readonly waiting: number
  readonly max: number
}

/** The last result of one check. */
export interface CheckReport {
  readonly name: string
  readonly kind: CheckKind
  readonly status: CheckStatus
  /** One sentence for people, or `null` where the status says it all. */
  readonly message: string | null
  /** Of the last run; `null` before it. */
  readonly durationSeconds: number | null
  readonly failuresInARow: number
  /** When the last run ended; `null` before it. */
  readonly checkedAt: Date | null
  /** Whether the service is ready only while it passes. */
  readonly required: boolean
  /** Of a database that is watched by its pool. */
  readonly pool: PoolUse | null
  /** As the database told it; `null` until then. */
  readonly serverVersion: string | null
}

/** All checks of this process, and the worst of them as one word. */
export interface CheckSummary {
  readonly status: 'healthy' | 'warning' | 'unhealthy'
  readonly database: readonly CheckReport[]
  readonly api: readonly CheckReport[]
  readonly system: readonly CheckReport[]
  readonly timestamp: Date
}
