import { rmSync } from 'node:fs'

import { runStep } from './run-step.ts'

const steps: readonly (readonly [title: string, command: string, args: readonly string[]])[] = [
  ['page', 'node', ['packages/dashboard/scripts/build-client.ts']],
  // Rules are checked as they are packed.
  ['promql', 'tsc', ['-b', 'packages/promql']],
  ['rules', 'node', ['packages/alerts/scripts/pack-app-rules.ts']],
  ['packages', 'tsc', ['-b']],
  ['distribution', 'tsdown', ['--config', 'packages/monitoring/tsdown.config.ts', '--log-level', 'warn']],
  ['examples', 'tsc', ['-b', 'examples/cryoprotect']],
]

/** Builds every package, then the distribution from them, then the examples from that. */
export function build(): boolean {
  // Chunks carry a hash in their names: those of earlier builds would be published too.
  rmSync('packages/monitoring/dist', { recursive: true, force: true })
  return steps.every(([title, command, args]) => runStep(`build ${title}`, command, args))
}

if (import.meta.main && !build()) process.exitCode = 1
