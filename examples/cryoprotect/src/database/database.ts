import { Pool } from 'pg'

/** A pool of connections whose tables are those of the schema `cryoprotect`. */
export type Database = Pool

/** Creates a pool for a connection URL. It connects when it is first used. */
export function createDatabase(url: string, applicationName: string): Database {
  const database = new Pool({
    connectionString: url,
    application_name: applicationName,
    options: '-c search_path=cryoprotect',
    max: 8,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
  })
  // Without a listener an idle connection that the server closes would end the process; the next query reports it.
  database.on('error', () => {})
  return database
}
