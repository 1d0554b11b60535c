import { dirname, extname, join, sep } from 'node:path'

import { sharedState } from '@cryo/conventions'

// An ES import of it takes 3 ms: all its exports are read, lazy ones such as `fs.promises` too.
const { existsSync, readFileSync } = process.getBuiltinModule('node:fs')

/** Folders between the main script and its `package.json` that are looked at. */
const MAX_LEVELS = 16

/** What a `package.json` says of the application. */
export interface Application {
  readonly name: string
  readonly version: string | null
}

/**
 * Finds the nearest `package.json` with a name, from the folder of the main script upwards.
 *
 * A script in `node_modules` is a tool that runs the application, such as `next`: then the working directory counts.
 * Reads two or three files and starts no process. Never throws.
 */
export function findApplication(script: string | undefined, cwd: string): Application | null {
  if (script === undefined || script === '') return null
  // Without an extension it may be a folder: `node .` has one there.
  let folder = extname(script) === '' ? script : dirname(script)
  if (script.includes(`${sep}node_modules${sep}`)) folder = cwd
  for (let level = 0; level < MAX_LEVELS; level++) {
    const application = readApplication(join(folder, 'package.json'))
    const parent = dirname(folder)
    if (application !== null || parent === folder) return application
    folder = parent
  }
  return null
}

/** A random UUID that stays the same for this process, whatever copy of the package asks. */
export function instanceId(): string {
  return sharedState('@cryo/monitoring/instance-id', createUuid)
}

function readApplication(path: string): Application | null {
  // An error for each folder without one would cost more than all the rest here.
  if (!existsSync(path)) return null
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof manifest !== 'object' || manifest === null) return null
    const name = 'name' in manifest ? manifest.name : undefined
    const version = 'version' in manifest ? manifest.version : undefined
    if (typeof name !== 'string' || name.trim() === '') return null
    return { name: name.trim(), version: typeof version === 'string' && version !== '' ? version : null }
  } catch {
    return null
  }
}

/** Version 4. It need not be secret, only unlike others: loading `node:crypto` for it would take 5 ms. */
function createUuid(): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16))
  digits[12] = 4
  digits[16] = 8 + Math.floor(Math.random() * 4)
  const hex = digits.map((digit) => digit.toString(16)).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
