import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

import { createClusterFolder, type ClusterFolder } from './cluster-folder.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { choosePostgresUser, type PostgresUser } from './postgres-user.ts'
import { removeStaleClusters } from './remove-stale-clusters.ts'

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedPostgres {
  /** Connection URL of its database `postgres`, on 127.0.0.1. */
  readonly url: string
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<void>
  /** Ends the server and removes its data: orderly within 1.5 s, else by force. */
  stop(): Promise<void>
}

const USER = 'cryoprotect'

/** Data is thrown away at the end, so nothing is worth a sync. The empty socket folder leaves TCP on loopback only. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=32MB',
  'max_connections=40',
].flatMap((setting) => ['-c', setting])

/**
 * Creates an empty PostgreSQL cluster in a temporary folder and starts it on a free port of 127.0.0.1, as another
 * user if this process is root. Clusters that a killed process left behind are removed first.
 *
 * Throws with the server's own words if it cannot start.
 */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  removeStaleClusters()
  const user = choosePostgresUser()
  const password = randomBytes(16).toString('hex')
  const folder = createClusterFolder(await findPostgresBinaries(), user, password)
  try {
    initialise(folder, user)
    const port = await findFreePort()
    const server = await startServer(folder, user, port)
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
    return {
      url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`,
      ended,
      async stop() {
        await stopServer(server, ended)
        folder.remove()
      },
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}

function initialise(folder: ClusterFolder, user: PostgresUser | null): void {
  const { status, stderr, error } = spawnSync(
    folder.binaries.initdb,
    [
      `--pgdata=${folder.data}`,
      `--username=${USER}`,
      `--pwfile=${folder.passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--no-sync',
      '--no-instructions',
    ],
    { ...user, cwd: folder.path, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr.trim()}`)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free on 127.0.0.1')
  return address.port
}

async function startServer(
  folder: ClusterFolder,
  user: PostgresUser | null,
  port: number,
): Promise<ChildProcess> {
  const server = spawn(folder.binaries.postgres, ['-D', folder.data, '-p', String(port), ...SETTINGS], {
    ...user,
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { stderr } = server
  let log = ''
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log.trim()}`)))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('ready to accept connections')) resolve()
    })
  })
  stderr.removeAllListeners('data').resume()
  return server
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one. */
async function stopServer(server: ChildProcess, ended: Promise<void>): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGINT')
  const immediate = setTimeout(() => server.kill('SIGQUIT'), 1_000)
  const forced = setTimeout(() => server.kill('SIGKILL'), 1_500)
  await ended
  clearTimeout(immediate)
  clearTimeout(forced)
}
