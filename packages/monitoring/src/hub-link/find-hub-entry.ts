import { existsSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { ownLocation } from '../runtime/own-location.ts'
import { VERSION } from '../runtime/version.ts'

const ENTRY = 'hub-worker.js'

/**
 * Finds the module that the hub's worker runs: beside this code, or where a bundler has made that a part of the
 * application, in the installed package. One of another version would not understand what is in shared memory.
 *
 * @returns `null` where there is none.
 */
export function findHubEntry(): URL | null {
  const own = ownLocation()
  const beside = new URL(ENTRY, own)
  if (existsSync(beside)) return beside
  return findInstalled(own)
}

function findInstalled(from: string): URL | null {
  try {
    const manifest = findPackageJSON('@cryo/monitoring', from)
    if (manifest === undefined) return null
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: unknown }
    const entry = join(dirname(manifest), 'dist', ENTRY)
    return version === VERSION && existsSync(entry) ? pathToFileURL(entry) : null
  } catch {
    // Not installed there.
    return null
  }
}
