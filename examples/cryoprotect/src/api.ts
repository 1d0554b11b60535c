import '@cryo/monitoring/register'

import { startMonitoring } from '@cryo/monitoring'
import { createServer } from 'node:http'

import { createApp } from './api/create-app.ts'
import { listen } from './api/listen.ts'
import { createReferenceClient } from './api/reference-client.ts'
import { startReportingRecordCounts } from './api/report-record-counts.ts'
import { createSolute } from './chemistry/solute.ts'
import { CRYOPROTECTANTS } from './data/cryoprotectants.ts'
import { createDatabase } from './database/database.ts'
import { createSchema } from './database/schema.ts'
import { seedMolecules } from './database/seed-molecules.ts'
import { waitForDatabase } from './database/wait-for-database.ts'
import { reportReady } from './demo/ready.ts'
import { requireVariable } from './demo/require-variable.ts'
import { onShutdown } from './demo/shutdown.ts'

const database = createDatabase(requireVariable('DATABASE_URL'), 'cryoprotect-api')
const solutes = new Map(CRYOPROTECTANTS.map((entry) => [entry.id, createSolute(entry)]))
const findReference = createReferenceClient(requireVariable('REFERENCE_SERVICE_URL'))
const app = createApp({ database, solutes, findReference })
const monitor = startMonitoring(app, { serviceName: 'cryoprotect-api' })
const server = createServer(app)
monitor.watchDatabase('cryoprotect', database)
monitor.addAlertHandler(({ status, severity, message }) =>
  console.log(`alert ${status} (${severity}): ${message}`),
)

let stopReporting = (): void => {}
onShutdown(async () => {
  stopReporting()
  server.close()
  server.closeIdleConnections()
  await database.end()
  await monitor.stop()
})

await waitForDatabase(database)
await createSchema(database)
await seedMolecules(database, CRYOPROTECTANTS, solutes)
stopReporting = startReportingRecordCounts(database, 10)
reportReady(await listen(server, Number(process.env['PORT'] ?? 3000), process.env['HOST'] ?? '127.0.0.1'))
