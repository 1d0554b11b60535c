import { join } from 'node:path'

import { openHistory } from '@cryo/history'
import { createSeededRandom, createTempDir, runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

import { monitoringEnvironment } from './run-to-end.ts'

const SILENCING = join(import.meta.dirname, 'fixtures', 'silencing.mjs')
/** `CRYO_KILLS=1000` for the whole proof: some minutes. */
const KILLS = Number(process.env['CRYO_KILLS'] ?? 20)
/** A hub knows a thousand silences: more than so many processes set before they are killed. */
const KILLS_PER_FOLDER = 20
const MAX_CALLS = 40

it(
  'a silence is set, and ended, once the call has resolved, whenever the process is killed',
  { timeout: 60_000 + KILLS * 2000 },
  async () => {
    const random = createSeededRandom(7)
    let resolved = 0
    for (let kill = 0; kill < KILLS;) {
      using dir = createTempDir()
      const env = await monitoringEnvironment(dir)
      for (let index = 0; index < KILLS_PER_FOLDER && kill < KILLS; index++, kill++) {
        await using app = runProcess({ entry: SILENCING, env, cwd: dir.path })
        await app.waitForLine(new RegExp(`^${Math.ceil(random() * MAX_CALLS)} `))
        app.kill('SIGKILL')
        const { stdout } = await app.exited
        const said = stdout.split('\n').map((line) => line.split(' '))
        const history = openHistory({ dir: dir.file('monitoring') })
        const endsMs = new Map(history.silences.newest(10_000).map((one) => [one.id, one.endsMs]))
        history.close()
        const ended = new Set(said.filter(([, what]) => what === 'ended').map(([, , id]) => id))
        const set = said.filter(([, what]) => what === 'set').map(([, , id = '']) => id)
        // The end of the last one may have been under way: then either is right.
        const wrong = set.filter((id, place) => {
          const isOver = (endsMs.get(id) ?? Number.NaN) <= Date.now()
          const isUnderWay = place === set.length - 1 && endsMs.has(id)
          return !endsMs.has(id) || (!isUnderWay && isOver !== ended.has(id))
        })
        expect(wrong).toEqual([])
        resolved += set.length + ended.size
      }
    }
    expect(resolved).toBeGreaterThan(KILLS)
  },
)
