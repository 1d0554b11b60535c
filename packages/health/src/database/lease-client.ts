import type { PgClient, PgPool } from './pg-pool.ts'

/** A client for one check. */
export interface Lease {
  readonly client: PgClient
  /** Gives it back; one that is `broken`, or may still be at work, is closed. */
  end(broken: boolean): void
}

/** Without a listener the loss of a connection would be an uncaught error of the application. */
const ignore = (): void => {}

/**
 * Gets a client as the application would get one: an idle one of the pool or, where all are in use, its turn in the
 * queue. Where the pool would have to connect, a client of our own does: it leaves no idle connection behind, which
 * could keep the process alive or fail there, and one that cannot connect takes no place in the pool.
 *
 * Once `signal` has aborted no client is kept, whenever it comes.
 */
export async function leaseClient(pool: PgPool, signal: AbortSignal): Promise<Lease> {
  const { idleCount, totalCount, Client } = pool
  const connects = idleCount === 0 && totalCount < (pool.options.max ?? 10)
  return connects && typeof Client === 'function'
    ? connectOwn(pool, Client, signal)
    : takeFromPool(pool, signal)
}

function takeFromPool(pool: PgPool, signal: AbortSignal): Promise<Lease> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (client === undefined) {
        reject(error)
      } else if (signal.aborted) {
        release()
        reject(signal.reason)
      } else {
        client.on('error', ignore)
        const end = (broken: boolean): void => {
          release(broken)
          if (!broken) client.removeListener('error', ignore)
        }
        resolve({ client, end })
      }
    })
  })
}

async function connectOwn(
  pool: PgPool,
  Client: NonNullable<PgPool['Client']>,
  signal: AbortSignal,
): Promise<Lease> {
  const client = new Client(pool.options)
  client.on('error', ignore)
  const end = (broken: boolean): void => {
    // An orderly end waits for a server that may never answer.
    if (broken) client.connection?.stream?.destroy()
    client.end().catch(ignore)
  }
  // Not `end`: a client that is told to end while it connects never says how that went.
  const cut = (): unknown => client.connection?.stream?.destroy() ?? client.end().catch(ignore)
  signal.addEventListener('abort', cut)
  try {
    await client.connect()
  } catch (error) {
    end(true)
    throw error
  } finally {
    signal.removeEventListener('abort', cut)
  }
  return { client, end }
}
