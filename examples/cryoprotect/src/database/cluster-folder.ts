import { spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import type { PostgresBinaries } from './postgres-binaries.ts'
import type { PostgresUser } from './postgres-user.ts'

/** Folders of all clusters of this example begin with this, in the system's temporary folder. */
export const CLUSTER_FOLDER_PREFIX = 'cryoprotect-postgres-'

/** Holds the process id of a cluster's owner, in the cluster's folder. */
export const OWNER_FILE = 'owner.pid'

/** A temporary folder with everything that one PostgreSQL cluster needs. */
export interface ClusterFolder {
  readonly path: string
  readonly data: string
  readonly passwordFile: string
  /** Programs that the cluster's user can run. */
  readonly binaries: PostgresBinaries
  remove(): void
}

/** Creates a cluster's folder for its user, with the password in a file. */
export function createClusterFolder(
  binaries: PostgresBinaries,
  user: PostgresUser | null,
  password: string,
): ClusterFolder {
  const path = mkdtempSync(join(tmpdir(), CLUSTER_FOLDER_PREFIX))
  const passwordFile = join(path, 'password')
  writeFileSync(join(path, OWNER_FILE), String(process.pid))
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (user !== null) {
    chownSync(path, user.uid, user.gid)
    chownSync(passwordFile, user.uid, user.gid)
  }
  return {
    path,
    data: join(path, 'data'),
    passwordFile,
    binaries: isRunnable(binaries, user) ? binaries : copyBinaries(binaries, path),
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 }),
  }
}

/** A checkout below /root, for example, is out of reach for the user that stands in for root. */
function isRunnable(binaries: PostgresBinaries, user: PostgresUser | null): boolean {
  if (user === null) return true
  return spawnSync(binaries.initdb, ['--version'], { ...user, stdio: 'ignore' }).status === 0
}

/** Copies the whole installation, about 60 MB: the programs find their libraries and templates beside themselves. */
function copyBinaries(binaries: PostgresBinaries, path: string): PostgresBinaries {
  const installation = join(path, 'native')
  cpSync(dirname(dirname(binaries.initdb)), installation, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(installation, 'bin', 'initdb'), postgres: join(installation, 'bin', 'postgres') }
}
