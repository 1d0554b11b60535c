import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { findFreePort, runProcess } from '@cryo/testing'
import type { ProcessResult, TempDir } from '@cryo/testing'

const FIXTURES = join(import.meta.dirname, 'fixtures')
/** What a program has to import first to be monitored. */
export const REGISTER: string = join(import.meta.dirname, '../../dist/register.js')
/** Longer than any end may take, so that a hang shows as one. */
const KILL_AFTER_MS = 20_000

/** How the program ends, in which state its hub then is. */
export interface Ending {
  /** Key of `endings` in `fixtures/ending.mjs`. */
  readonly ending: string
  readonly hub: 'unstarted' | 'starting' | 'running' | 'busy' | 'stuck' | 'dead' | 'dying' | 'crashing'
}

/** How a program ended. */
export interface EndedRun extends ProcessResult {
  /** From the last statement of the program to the end of its process. */
  readonly endMs: number
}

/** Runs the program without monitoring: what everybody expects of it. */
export function runBare(ending: Ending, dir: TempDir): Promise<EndedRun> {
  return run(ending, dir, [], {})
}

/**
 * Runs the program with monitoring.
 *
 * @param env - Where to forward to; nowhere by default.
 */
export async function runMonitored(
  ending: Ending,
  dir: TempDir,
  env: Readonly<Record<string, string>> = {},
): Promise<EndedRun> {
  return run(ending, dir, ['--import', REGISTER], { ...(await monitoringEnvironment(dir)), ...env })
}

/** Environment of a process that is monitored in the folder; its page is where it is expected to be. */
export async function monitoringEnvironment(dir: TempDir): Promise<Record<string, string>> {
  return {
    CRYO_MONITORING_DIR: dir.file('monitoring'),
    CRYO_DASHBOARD_PORT: String(await findFreePort()),
    OTEL_SERVICE_NAME: 'ending',
    TEST_MONITORED: '1',
  }
}

/** Arguments of Node for a program that is monitored. */
export const MONITORED: readonly string[] = ['--import', REGISTER]

async function run(
  { ending, hub }: Ending,
  dir: TempDir,
  nodeArgs: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<EndedRun> {
  const endMark = dir.file(nodeArgs.length === 0 ? 'bare-end' : 'end')
  const startedAtMs = Date.now()
  await using program = runProcess({
    entry: join(FIXTURES, 'ending.mjs'),
    nodeArgs: ['--require', join(FIXTURES, 'watch-hub.cjs'), ...nodeArgs],
    env: {
      ...env,
      TEST_ENDING: ending,
      TEST_HUB: hub,
      TEST_END_MARK: endMark,
      TEST_HUB_FAULT: hub === 'crashing' ? 'crash' : '',
    },
    cwd: dir.path,
    killAfterMs: KILL_AFTER_MS,
  })
  const result = await program.exited
  return { ...result, endMs: startedAtMs + result.durationMs - Number(readFileSync(endMark, 'utf8')) }
}
