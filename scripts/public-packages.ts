import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** One way into a package: a key of its exports map, and the declarations behind it. */
export interface PublicEntry {
  /** As people import it, such as `@cryo/errors/fingerprint`. */
  readonly specifier: string
  /** Path of the built declarations. */
  readonly declarations: string
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

/** Folders of the packages that are published. */
export function publicPackages(): readonly string[] {
  return readdirSync('packages')
    .map((name) => join('packages', name))
    .filter((dir) => readManifest(dir).private !== true)
}

/** The entries of a package in the order of its exports map; data such as `package.json` is none. */
export function publicEntries(dir: string): readonly PublicEntry[] {
  const { name, exports } = readManifest(dir)
  return Object.entries(exports).flatMap(([key, target]) =>
    typeof target === 'string' ? [] : [{ specifier: join(name, key), declarations: join(dir, target.types) }],
  )
}

function readManifest(dir: string): Manifest {
  return JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest
}
