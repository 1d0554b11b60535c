import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterEach, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const written: string[] = []

afterEach(() => {
  for (const path of written.splice(0)) rmSync(path)
})

/** Puts a file into a package, lints it, and returns what the linter says. */
function lint(path: string, source: string): string {
  const absolute = join(ROOT, path)
  writeFileSync(absolute, source, { flag: 'wx' })
  written.push(absolute)
  const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), [absolute], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return stdout
}

describe('layers', () => {
  it.for([
    ['tracking', '@cryo/errors', 'packages/tracking may import only conventions, instruments'],
    ['conventions', '@cryo/instruments', 'packages/conventions may import only no other package'],
    ['instruments', '@opentelemetry/sdk-metrics', 'Only packages/monitoring constructs SDK parts'],
    ['hub', '@cryo/monitoring', 'packages/hub may import only'],
    ['hub', '@cryo/errors', 'packages/hub may import only'],
    ['hub', '@opentelemetry/core', 'Only packages/monitoring constructs SDK parts'],
    ['monitoring', '@cryo/hub', 'packages/monitoring may import only'],
    ['monitoring', '@cryo/dashboard', 'packages/monitoring may import only'],
    ['tracking', '../../instruments/src/index.ts', 'Import another package by its name'],
  ])('packages/%s must not import %s', ([name, imported, message]) => {
    const output = lint(`packages/${name}/src/bad-import.ts`, `export { x } from '${imported}'\n`)
    expect(output).toContain(message)
  })

  it('let a package import what stands behind it', () => {
    const output = lint(
      'packages/tracking/src/good-import.ts',
      "export { counter } from '@cryo/instruments'\n",
    )
    expect(output).not.toContain('no-restricted-imports')
    expect(output).not.toContain('may import only')
  })

  it('refuses a cycle', () => {
    lint('packages/tracking/src/cycle-a.ts', "export { b } from './cycle-b.ts'\nexport const a = 1\n")
    const output = lint(
      'packages/tracking/src/cycle-b.ts',
      "export { a } from './cycle-a.ts'\nexport const b = 1\n",
    )
    expect(output).toContain('no-cycle')
  })
})
