import { endWithPackageManager } from '../scripts/end-with-package-manager.ts'
import { ensureBuilt } from '../scripts/ensure-built.ts'
import { readArguments, type StackArguments, USAGE } from './stack-arguments.ts'

/** `pnpm stack`: builds the workspace if something changed since the last time, and runs the stack until Ctrl-C. */
async function main(): Promise<number> {
  let options: StackArguments
  try {
    options = readArguments(process.argv.slice(2), process.env)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return 1
  }
  if (options.help) {
    process.stdout.write(USAGE)
    return 0
  }
  if (!ensureBuilt()) return 1
  endWithPackageManager()
  // It imports what has been built just now.
  const { runStack } = await import('./run-stack.ts')
  return await runStack(options)
}

// Whoever reads the output may end first, as in `pnpm stack | tee log`; the stack is still to end in order.
process.stdout.on('error', () => {})
process.exitCode = await main()
