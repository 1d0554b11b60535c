import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { runProcess } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

const hasScript = spawnSync('script', ['--version']).status === 0
const ENTRY = join(import.meta.dirname, '../fixtures/terminal-job.mjs')

/** Runs the job on a terminal of its own and gives what the terminal got. */
async function runOnTerminal(env: Record<string, string>): Promise<string> {
  const command = `'${process.execPath}' '${ENTRY}'`
  const args = ['--quiet', '--return', '--command', command, '/dev/null']
  const { stdout } = await promisify(execFile)('script', args, {
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', TERM: 'xterm', NO_COLOR: '1', ...env },
  })
  return stdout.replaceAll('\r\n', '\n')
}

describe.skipIf(!hasScript)('on a real terminal', () => {
  it('a loop that never yields shows its line, and the output of the application is whole', async () => {
    const got = await runOnTerminal({})
    expect(got).toContain('\u001B[1A\r\u001B[J')
    expect(got).toMatch(/terminal job {2}━+╌* {2}\d+\/40 {2}\d+\.\d %/)
    const lines = got.replaceAll('\u001B[1A\r\u001B[J', '').match(/^line \d+$/gm)
    expect(lines).toEqual(['line 0', 'line 10', 'line 20', 'line 30'])
    expect(got.trimEnd()).toMatch(
      /terminal job: {2}40\/40 {2}100 % {2}completed {2}in .*\nwrite restored: true true$/,
    )
  })

  it('a quiet run shows nothing', async () => {
    const got = await runOnTerminal({ TEST_QUIET: '1' })
    expect(got).toBe('line 0\nline 10\nline 20\nline 30\nwrite restored: true true\n')
  })
})

it('elsewhere a short run shows nothing', async () => {
  await using job = runProcess({ entry: ENTRY })
  expect(await job.exited).toMatchObject({ code: 0, stderr: '' })
})
