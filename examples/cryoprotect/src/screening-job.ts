import '@cryo/monitoring/register'

import { startMonitoring } from '@cryo/monitoring'
import { join } from 'node:path'

import { createSolute } from './chemistry/solute.ts'
import { CRYOPROTECTANTS } from './data/cryoprotectants.ts'
import { createDatabase } from './database/database.ts'
import { requireVariable } from './demo/require-variable.ts'
import { exitCodeOf, onShutdown } from './demo/shutdown.ts'
import { describeScreening } from './screening/describe-screening.ts'
import { runScreening } from './screening/run-screening.ts'

/**
 * Screens all ternary mixtures of the list once. SCREENING_SECONDS (90) spreads the work, which takes under a second
 * of computing, over a time in which it can be watched; 0 runs at full speed. A run that was stopped or killed goes on
 * where it was.
 */
const monitor = startMonitoring(null, { serviceName: 'cryoprotect-screening' })
const database = createDatabase(requireVariable('DATABASE_URL'), 'cryoprotect-screening')
const interruption = new AbortController()
monitor.watchDatabase('cryoprotect', database)

const run = runScreening(database, CRYOPROTECTANTS.map(createSolute), {
  seconds: Number(process.env['SCREENING_SECONDS'] ?? 90),
  signal: interruption.signal,
  checkpointFile: join(process.env['CRYO_MONITORING_DIR'] ?? 'monitoring', 'screening.json'),
})

onShutdown(async (signal) => {
  interruption.abort()
  process.exitCode = exitCodeOf(signal)
  await run
  await database.end()
  await monitor.stop()
})

console.log(describeScreening(await run))
if (!interruption.signal.aborted) {
  await database.end()
  await monitor.stop()
}
