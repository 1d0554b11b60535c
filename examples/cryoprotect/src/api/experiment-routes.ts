import { Router } from 'express'

import type { Database } from '../database/database.ts'
import { saveExperiment } from '../database/experiments.ts'
import { HttpError } from './http-error.ts'
import { parseExperiment } from './parse.ts'

/** Routes of measurements. */
export function experimentRoutes(database: Database): Router {
  const routes = Router()

  routes.post('/', async (request, response) => {
    const experiment = parseExperiment(request.body)
    const id = await saveExperiment(database, experiment)
    if (id === undefined) throw new HttpError(404, `No mixture has the id ${experiment.mixtureId}`)
    response.status(201).json({ id, ...experiment })
  })

  return routes
}
