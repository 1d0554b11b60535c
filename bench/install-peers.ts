import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of the peers, with a lock file of its own. */
export const PEERS: string = join(import.meta.dirname, 'peers')

/** Installs the pinned peers unless they are there. */
export function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules', '.modules.yaml'))) return
  const { status } = spawnSync('pnpm', ['install', '--dir', PEERS, '--silent'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the peers to measure against could not be installed')
}
