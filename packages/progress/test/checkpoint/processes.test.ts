import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { createSeededRandom, createTempDir, runProcess, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { decodeCheckpoint } from '../../src/checkpoint/checkpoint-format.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
/** `CRYO_KILLS=1000` for the whole proof: some minutes. */
const KILLS = Number(process.env['CRYO_KILLS'] ?? 100)
/** Jobs that are killed side by side. */
const LANES = 4

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

/** What a process said until it was killed. */
interface Life {
  readonly resumed: number
  readonly attempted: number
  readonly acknowledged: number
}

/** Runs the job and kills it a moment after that many attempts to save, however long they take here. */
async function liveAndDie(checkpointFile: string, attempts: number, afterMs: number): Promise<Life> {
  const child = spawn(process.execPath, [join(FIXTURES, 'victim.mjs')], {
    env: { ...process.env, TEST_CHECKPOINT: checkpointFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors = text(child.stderr)
  const life = { resumed: -1, attempted: -1, acknowledged: -1 }
  const lines = createInterface({ input: child.stdout })
  const read = once(lines, 'close')
  let lived = 0
  lines.on('line', (line) => {
    const [what, items] = line.split(' ')
    life[what as keyof Life] = Number(items)
    if (what !== 'acknowledged' && lived++ === attempts) setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  await Promise.all([once(child, 'exit'), read])
  // What could not be read, or lay half written, would be told.
  expect(await errors).toBe('')
  expect(lived).toBeGreaterThan(attempts)
  return life
}

it(`${KILLS} times kill -9 at a random moment: acknowledged ≤ resumed ≤ attempted`, async () => {
  const random = createSeededRandom(29)
  let checked = 0
  const lane = async (number: number): Promise<void> => {
    const checkpointFile = dir.file(`job-${number}.json`)
    let before: Life = { resumed: 0, attempted: 0, acknowledged: 0 }
    for (let kill = 0; kill < KILLS / LANES; kill++) {
      const life = await liveAndDie(checkpointFile, Math.floor(random() * 8), random() * 2)
      expect(life.resumed).toBeGreaterThanOrEqual(Math.max(before.acknowledged, before.resumed))
      expect(life.resumed).toBeLessThanOrEqual(Math.max(before.attempted, before.resumed))
      before = life
      checked++
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
  expect(checked).toBe(KILLS)
}, 240_000)

it('of twenty processes that want one checkpoint one gets it, the others a typed error; it is free once that is killed', async () => {
  const env = { TEST_CHECKPOINT: dir.file('job.json') }
  const start = (): ReturnType<typeof runProcess> =>
    runProcess({ entry: join(FIXTURES, 'contender.mjs'), env })
  const all = Array.from({ length: 20 }, start)
  try {
    const answers = await Promise.all(
      all.map((one) => one.waitForLine(/^(owner|CRYO_CHECKPOINT_LOCKED)/, 30_000)),
    )
    expect(answers.filter(([, answer]) => answer === 'owner')).toHaveLength(1)
    const owner = all[answers.findIndex(([, answer]) => answer === 'owner')]
    const others = await Promise.all(all.filter((one) => one !== owner).map((one) => one.exited))
    expect(others.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      others.map(() => ({ code: 0, stderr: '' })),
    )
    owner?.kill('SIGKILL')
    await owner?.exited
    await using next = start()
    await next.waitForLine(/^owner/)
  } finally {
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
  }
})

/** Runs the saving job by a shell that sets the scene. */
function runIn(
  command: 'bash' | 'unshare',
  script: string,
): { readonly status: number | null; readonly lines: readonly string[]; readonly stderr: string } {
  const disk = dir.file('disk')
  const args = command === 'bash' ? ['-c', script] : ['-Urm', 'bash', '-c', script]
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: {
      ...process.env,
      DISK: disk,
      JOB: join(FIXTURES, 'full.mjs'),
      NODE: process.execPath,
      TEST_CHECKPOINT: join(disk, 'job.json'),
    },
  })
  return { status, lines: stdout.trim().split('\n'), stderr }
}

const RUN = '"$NODE" "$JOB"'
const MOUNT = 'mkdir "$DISK"; mount -t tmpfs tmpfs "$DISK"'
const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
if (!canMount)
  console.warn('This machine mounts nothing for us: a full disk and a read-only folder are only simulated')

it('a process that can open no file leaves a good checkpoint alone, and the next one goes on with it', () => {
  const checkpointFile = dir.file('job.json')
  const run = (taken: string): { status: number | null; stdout: string; stderr: string } =>
    spawnSync('bash', ['-c', `ulimit -n 64; exec "$NODE" "$JOB"`], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE: process.execPath,
        JOB: join(FIXTURES, 'no-descriptors.mjs'),
        TEST_CHECKPOINT: checkpointFile,
        TEST_TAKEN: taken,
      },
    })
  expect(run('none')).toMatchObject({ status: 0, stdout: '{"resumedItems":0,"error":null}\n' })
  const kept = readFileSync(checkpointFile, 'utf8')
  const { status, stdout, stderr } = run('all')
  expect({ status, ...(JSON.parse(stdout) as object) }).toEqual({
    status: 0,
    resumedItems: 0,
    error: expect.stringContaining('can neither be read'),
  })
  expect(stderr).toContain('it cannot be read (EMFILE), the file stays as it is')
  expect(readFileSync(checkpointFile, 'utf8')).toBe(kept)
  expect(run('none').stdout).toBe('{"resumedItems":1,"error":null}\n')
})

describe.runIf(process.platform === 'linux')('where no more can be written', () => {
  it('a limit on the size of files: the job goes on, and its last good checkpoint stays', () => {
    // In units of 1024 bytes.
    const { status, lines, stderr } = runIn('bash', `ulimit -f 40; ${RUN}`)
    expect(status).toBe(0)
    expect(lines.slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual([
      { size: 1, saved: 'saved', durable: true, items: 1, error: null },
      { size: 2, saved: 'saved', durable: true, items: 2, error: null },
      { size: 3, saved: 'EFBIG', durable: false, items: 2, error: expect.stringContaining('EFBIG') },
      { size: 4, saved: 'EFBIG', durable: false, items: 2, error: expect.stringContaining('EFBIG') },
    ])
    expect(lines.at(-1)).toBe('done')
    expect(stderr.match(/could not be written: EFBIG/g)).toHaveLength(1)
    expect(decodeCheckpoint(readFileSync(dir.file('disk', 'job.json'), 'utf8'))).toMatchObject({
      content: { items: 2 },
    })
  })

  describe.runIf(canMount)('on a file system of its own', () => {
    it('a full disk: the last good checkpoint stays as it is', () => {
      const keep = 'rm -f "$DISK"/*.lock; cp "$DISK"/job.json "$DISK"/../kept.json'
      const { status, lines, stderr } = runIn(
        'unshare',
        `${MOUNT} -o size=80k; ${RUN}; code=$?; ${keep}; exit $code`,
      )
      expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: 'done' })
      const states = lines
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { saved: string; durable: boolean; items: number })
      expect(states.map(({ saved }) => saved)).toEqual(['saved', 'saved', 'ENOSPC', 'ENOSPC'])
      // In memory nothing lasts, full or not.
      expect(states.every(({ durable }) => !durable)).toBe(true)
      expect(stderr.match(/could not be written: ENOSPC/g)).toHaveLength(1)
      expect(decodeCheckpoint(readFileSync(dir.file('kept.json'), 'utf8'))).toMatchObject({
        content: { items: 2 },
      })
    })

    it('a read-only folder: the job runs, with one warning and nothing saved', () => {
      const { status, lines, stderr } = runIn('unshare', `${MOUNT} -o ro; ${RUN}`)
      expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: 'done' })
      expect(JSON.parse(lines[0] ?? '')).toEqual({
        size: 1,
        saved: 'CRYO_CHECKPOINT_UNWRITABLE',
        durable: false,
        items: null,
        error: expect.stringContaining('its folder cannot be written (EROFS)'),
      })
      expect(stderr.trim().split('\n')).toEqual([
        expect.stringContaining('its folder cannot be written (EROFS): nothing will be saved'),
      ])
    })
  })
})
