import { fileURLToPath } from 'node:url'

import { startDemo } from './demo/start-demo.ts'
import { formatLine, formatSummary } from './demo/summary.ts'

/** Runs the whole demo until it is told to end. */
const demo = startDemo({
  monitoringDir:
    process.env['CRYO_MONITORING_DIR'] ?? fileURLToPath(new URL('../monitoring', import.meta.url)),
  databaseUrl: process.env['DATABASE_URL'] || undefined,
  jobPauseSeconds: 20,
  print: (name, line) => console.log(formatLine(name, line)),
})

/** Longer than an orderly end takes in any case, shorter than the 5 s that the demo promises. */
const LIMIT_MS = 4_500

let ending = false
const end = async (exitCode: number): Promise<void> => {
  if (ending) {
    demo.kill()
    process.exit(exitCode)
  }
  ending = true
  setTimeout(() => {
    demo.kill()
    process.exit(exitCode)
  }, LIMIT_MS)
  await demo.stop()
  process.exit(exitCode)
}

// Whoever reads the output may end first, as in `pnpm start | tee log`; the demo is still to end in order.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))

try {
  console.log(formatSummary(await demo.addresses))
  await demo.failure
} catch (error) {
  if (!ending) {
    console.error(error instanceof Error ? error.message : error)
    await end(1)
  }
}
