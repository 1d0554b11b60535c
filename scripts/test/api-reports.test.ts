import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const GENERATOR = join(import.meta.dirname, '../generate-api-reports.ts')
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cryo-api-'))
  const manifest = {
    name: '@cryo/ice',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './melt': { types: './dist/melt.d.ts', default: './dist/melt.js' },
      './package.json': './package.json',
    },
  }
  declare('../package.json', JSON.stringify(manifest))
  declare('index.d.ts', "export { freeze } from './freeze.ts';\nexport { melt } from './melt.ts';\n")
  declare('freeze.d.ts', FREEZE)
  declare('melt.d.ts', 'export declare function melt(grams: number): void;\n')
  expect(generate()).toMatchObject({ status: 0 })
})

afterEach(() => rmSync(root, { recursive: true }))

const FREEZE = `interface Ice {
    readonly grams: number;
}
/** Freezes. */
export declare function freeze(grams: number): Ice;
export declare function freeze(grams: number, celsius: number): Ice;
export {};
`

describe('reports of what the packages offer', () => {
  it('say signatures, entry by entry, and the types that they speak of', () => {
    expect(readFileSync(join(root, 'docs/api/ice.md'), 'utf8')).toBe(`\
<!-- Written by scripts/generate-api-reports.ts from the built declarations. -->

# What \`@cryo/ice\` offers

## \`@cryo/ice\`

\`\`\`ts
export function freeze(grams: number): Ice

export function freeze(grams: number, celsius: number): Ice

export function melt(grams: number): void

// Not exported; the signatures above speak of it.

interface Ice {
  readonly grams: number
}
\`\`\`

## \`@cryo/ice/melt\`

\`\`\`ts
export function melt(grams: number): void
\`\`\`
`)
  })

  it.for([
    ['a parameter', 'grams: number): Ice', 'grams: number | null): Ice'],
    ['a type that is not exported', 'readonly grams', 'grams'],
    ['an overload that is gone', /^.*celsius.*$/m, ''],
    ['an optional parameter', 'celsius: number', 'celsius?: number'],
  ] as const)('fail the check when a signature changes: %s', ([, before, after]) => {
    declare('freeze.d.ts', FREEZE.replace(before, after))
    expect(generate('--check')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('docs/api/ice.md is not what its generator writes') as string,
    })
  })

  it('fail the check when an export is new', () => {
    declare(
      'melt.d.ts',
      'export declare function melt(grams: number): void;\nexport declare const ZERO = 273.15;\n',
    )
    expect(generate('--check')).toMatchObject({ status: 1 })
  })

  it('do not change with comments and the order of files', () => {
    declare('index.d.ts', "export { melt } from './melt.ts';\nexport { freeze } from './freeze.ts';\n")
    declare(
      'freeze.d.ts',
      FREEZE.replace('Freezes', 'Makes ice').replace('readonly', '/** In g. */\n    readonly'),
    )
    expect(generate('--check')).toEqual({ status: 0, stderr: '' })
  })
})

function declare(path: string, text: string): void {
  const target = join(root, 'packages/ice/dist', path)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

function generate(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, [GENERATOR, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stderr }
}
