import { spawnSync } from 'node:child_process'

/**
 * Runs one command with its output on the terminal.
 *
 * @returns Whether it ended with exit code 0.
 */
export function runStep(
  title: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): boolean {
  process.stdout.write(`\n▶ ${title}\n`)
  const started = performance.now()
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const passed = status === 0 && error === undefined
  process.stdout.write(
    `${passed ? '✔' : '✘'} ${title} (${seconds} s)${error === undefined ? '' : `: ${error.message}`}\n`,
  )
  return passed
}
