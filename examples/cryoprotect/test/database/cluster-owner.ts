import { createDatabase } from '../../src/database/database.ts'
import { startEmbeddedPostgres } from '../../src/database/embedded-postgres.ts'

/** Starts a cluster, tells its data folder and waits to be killed. */
const postgres = await startEmbeddedPostgres()
const database = createDatabase(postgres.url, 'test')
const { rows } = await database.query<{ data_directory: string }>('SHOW data_directory')
process.send?.(rows[0]?.data_directory)
