import { Router } from 'express'

import type { Database } from '../database/database.ts'
import { listBestMixtures } from '../database/mixtures.ts'
import { parsePage } from './parse.ts'

/** Routes of what the models predict. */
export function predictionRoutes(database: Database): Router {
  const routes = Router()

  routes.get('/best', async (request, response) => {
    response.json(await listBestMixtures(database, parsePage(request.query).limit))
  })

  return routes
}
