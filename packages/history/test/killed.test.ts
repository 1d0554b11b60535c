import { join } from 'node:path'

import { createSeededRandom, createTempDir, runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

import { openHistory } from '../src/open-history.ts'

const KILLS = 20
const WRITER = join(import.meta.dirname, 'fixtures', 'write-runs.mjs')

it('loses nothing that it acknowledged, whenever its process is killed', async () => {
  using dir = createTempDir()
  const random = createSeededRandom(4)
  let next = 0
  for (let kill = 0; kill < KILLS; kill++) {
    await using writer = runProcess({ entry: WRITER, args: [dir.path, String(next)] })
    await writer.waitForLine(new RegExp(`^acknowledged ${next + Math.floor(random() * 300)}$`))
    writer.kill('SIGKILL')
    const { stdout } = await writer.exited
    expect(stdout).not.toContain('notice')
    const lines = stdout.split('\n').filter((line) => line.startsWith('acknowledged'))
    const acknowledged = Number(lines.at(-1)?.split(' ')[1])

    const history = openHistory({ dir: dir.path })
    expect([history.notices, history.lost]).toEqual([[], 0])
    const known = history.runs.ofJob('screening', '', 'screen mixtures', 100_000)
    // The write that was under way may be there already.
    expect(known.length - 1 - acknowledged).toBeOneOf([0, 1])
    expect(known.map(({ items }) => items)).toEqual(known.map((_, index) => known.length - 1 - index))
    history.close()
    next = known.length
  }
  expect(next).toBeGreaterThan(KILLS)
})
