import express, { type Express } from 'express'

import type { Solute } from '../chemistry/solute.ts'
import type { Database } from '../database/database.ts'
import { errorHandler, notFound } from './error-handler.ts'
import { experimentRoutes } from './experiment-routes.ts'
import { faultRoutes } from './fault-routes.ts'
import { mixtureRoutes } from './mixture-routes.ts'
import { moleculeRoutes } from './molecule-routes.ts'
import { predictionRoutes } from './prediction-routes.ts'
import type { FindReference } from './reference-client.ts'

/** What the API is built from. */
export interface AppParts {
  readonly database: Database
  readonly solutes: ReadonlyMap<string, Solute>
  readonly findReference: FindReference
}

/** Creates the Express application; it listens nowhere yet. */
export function createApp({ database, solutes, findReference }: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(express.json({ limit: '64kb' }))
  app.use('/api/molecules', moleculeRoutes(database, findReference))
  app.use('/api/mixtures', mixtureRoutes(database, solutes))
  app.use('/api/experiments', experimentRoutes(database))
  app.use('/api/predictions', predictionRoutes(database))
  app.use('/api/faults', faultRoutes(database))
  app.use(notFound)
  app.use(errorHandler)
  return app
}
