import { startEmbeddedPostgres } from './database/embedded-postgres.ts'
import { reportReady } from './demo/ready.ts'
import { onShutdown } from './demo/shutdown.ts'

/** Owns the demo's PostgreSQL server, so that the server ends when the demo does, even if the demo is killed. */
const starting = startEmbeddedPostgres()

let stopping = false
onShutdown(async () => {
  stopping = true
  await (await starting).stop()
})

const postgres = await starting
void postgres.ended.then(() => {
  if (stopping) return
  console.error('PostgreSQL has ended')
  process.exit(1)
})
reportReady(postgres.url)
