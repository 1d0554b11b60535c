import { fileURLToPath } from 'node:url'

import { runProcess } from '@cryo/testing'
import { expect, test } from 'vitest'

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** How the application ends: exit code, signal, and what it writes, without the frames of the stack. */
const run = async (failure: string, nodeArgs: readonly string[]): Promise<unknown> => {
  await using app = runProcess({ entry: fixture('app-crash.mjs'), nodeArgs, env: { FAILURE: failure } })
  const { code, signal, stderr } = await app.exited
  return { code, signal, stderr: stderr.replaceAll(/^ +at .*\n/gm, '') }
}

test.each(['throws', 'throws nothing', 'rejects', 'throws in the body', 'destroys with an error', 'exits'])(
  'an application whose handler %s ends as it does without us',
  async (failure) => {
    const [bare, instrumented] = await Promise.all([
      run(failure, []),
      run(failure, ['--import', fixture('register.ts')]),
    ])
    expect(instrumented).toEqual(bare)
    expect(bare).not.toMatchObject({ code: 0 })
  },
)
