import { join } from 'node:path'

import { createSeededRandom, createTempDir, runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

import { openSeriesHistory } from '../../src/series/open-series-history.ts'

const WRITER = join(import.meta.dirname, '..', 'fixtures', 'write-series.mjs')
/** `CRYO_KILLS=200` for the whole proof: some minutes. */
const KILLS = Number(process.env['CRYO_KILLS'] ?? 8)
const SERIES = 50
const STEP_MS = 60_000
/** What is written down is so at most five seconds after it came. */
const LATE_MS = 5000
const START_MS = 1_780_002_000_000

it(
  'every sample that came more than a few seconds before the process was killed is there, and as it was',
  { timeout: 60_000 + KILLS * 15_000 },
  async () => {
    const random = createSeededRandom(13)
    const nowMs = (): number => START_MS + 10 * 365 * 86_400_000
    let dir = createTempDir()
    let startMs = START_MS
    let times: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      await using writer = runProcess({ entry: WRITER, args: [dir.path, String(startMs)] })
      const lifeMs = Math.floor(random() * 9000)
      await writer.waitForLine(new RegExp(`^appended \\d+ (?:${atLeast(lifeMs)})$`), 30_000)
      writer.kill('SIGKILL')
      const { stdout } = await writer.exited
      expect(stdout).not.toContain('notice')
      const appended = [...stdout.matchAll(/^appended (\d+) (\d+)$/gm)].map(([, timeMs, atMs]) => ({
        timeMs: Number(timeMs),
        atMs: Number(atMs),
      }))
      const lastMs = appended.at(-1)?.atMs ?? 0
      const writtenMs = appended.findLast(({ atMs }) => atMs <= lastMs - LATE_MS)?.timeMs ?? startMs
      const written = Array.from(
        { length: (writtenMs - startMs) / STEP_MS },
        (_, index) => startMs + (index + 1) * STEP_MS,
      )

      const history = openSeriesHistory({ dir: dir.path, nowMs })
      expect(history.notices).toEqual([])
      const found = [...history.select([{ name: '__name__', op: '=', value: 'numbered' }], 0, Infinity)]
      history.close()
      const expected = [...times, ...written]
      for (const { labels, timestamps, values } of found) {
        const known = new Set(timestamps)
        expect(known.size).toBe(timestamps.length)
        expect(expected.filter((timeMs) => !known.has(timeMs))).toEqual([])
        const index = Number(labels['index'])
        const wrong = timestamps.filter((timeMs, place) => values[place] !== timeMs / STEP_MS + index)
        expect([...wrong]).toEqual([])
      }
      expect(found.length).toBe(expected.length > 0 ? SERIES : found.length)
      const all = found.map(({ timestamps }) => new Set(timestamps))
      times = [...(all[0] ?? [])].filter((timeMs) => all.every((known) => known.has(timeMs)))
      startMs = Math.max(startMs, ...found.map(({ timestamps }) => timestamps.at(-1) ?? 0))
      if (times.length < 5000) continue
      dir[Symbol.dispose]()
      dir = createTempDir()
      times = []
    }
    dir[Symbol.dispose]()
  },
)

/** An expression for whole numbers of so many at the least, up to 99999. */
function atLeast(number: number): string {
  const digits = String(number)
  const longer = `[1-9]\\d{${digits.length},}`
  const same = Array.from(digits, (digit, place) => {
    const next = Number(digit) + 1
    return next > 9 ? null : `${digits.slice(0, place)}[${next}-9]\\d{${digits.length - place - 1}}`
  })
  return [digits, longer, ...same.filter((one) => one !== null)].join('|')
}
