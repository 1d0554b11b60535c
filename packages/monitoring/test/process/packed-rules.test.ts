import { runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

import { createPackedProject } from './packed-project.ts'

const INSTALL_LIMIT_MS = 180_000

it(
  'rules of the application come with @cryo/alerts, packed and installed',
  { timeout: INSTALL_LIMIT_MS },
  async () => {
    using project = await createPackedProject(['alerts', 'promql', 'conventions'], [])
    await using program = runProcess({ entry: project.file('rules.mjs'), cwd: project.path })
    expect(await program.exited).toMatchObject({
      code: 0,
      stdout: '{"problems":0,"failed":[],"active":["Job screen of lab failed"]}\n',
      stderr: '',
    })
  },
)
