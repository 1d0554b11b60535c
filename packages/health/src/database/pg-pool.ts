import { readProperty } from '@cryo/conventions/redaction'

/** A client of pg, as far as it is used here. */
export interface PgClient {
  connect(): Promise<unknown>
  query(text: string): Promise<{ readonly rows?: readonly unknown[] }>
  end(): Promise<void>
  on(event: 'error', listener: () => void): unknown
  removeListener(event: 'error', listener: () => void): unknown
  readonly connection?: { readonly stream?: { destroy(): unknown } }
}

/** Gives a client back; given `true`, the pool closes it. */
export type Release = (broken?: boolean) => void

/** A pool of pg, as far as it is used here. */
export interface PgPool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { readonly max?: number }
  readonly Client?: new (options: object) => PgClient
  readonly ending?: boolean
  readonly ended?: boolean
  connect(callback: (error: unknown, client: PgClient | undefined, release: Release) => void): void
}

/** Whether it is a pool of pg, by what it is asked for here. */
export function isPgPool(value: unknown): value is PgPool {
  return (
    ['totalCount', 'idleCount', 'waitingCount'].every(
      (key) => typeof readProperty(value, key) === 'number',
    ) &&
    typeof readProperty(value, 'connect') === 'function' &&
    typeof readProperty(value, 'options') === 'object'
  )
}

/** Whether somebody ended the pool. */
export function hasEnded(pool: PgPool): boolean {
  return pool.ending === true || pool.ended === true
}
