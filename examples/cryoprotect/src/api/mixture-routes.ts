import { trackOperation } from '@cryo/monitoring'
import { Router } from 'express'

import { predictMixture } from '../chemistry/predict-mixture.ts'
import type { Solute } from '../chemistry/solute.ts'
import type { Database } from '../database/database.ts'
import { findMixture, listMixtures } from '../database/mixtures.ts'
import { savePredictions } from '../database/save-predictions.ts'
import { HttpError } from './http-error.ts'
import { parseComponents, parseId, parsePage } from './parse.ts'

const screenMixture: typeof predictMixture = trackOperation('screen_mixture')(predictMixture)

/** Routes of mixtures: screening one, and reading those that were screened. */
export function mixtureRoutes(database: Database, solutes: ReadonlyMap<string, Solute>): Router {
  const routes = Router()

  routes.post('/screen', async (request, response) => {
    const components = parseComponents(request.body)
    const prediction = screenMixture(
      components.map(({ molecule }) => requireSolute(solutes, molecule)),
      components.map(({ massFraction }) => massFraction),
    )
    const [id] = (await savePredictions(database, [{ components, prediction }])).values()
    response.status(201).location(`/api/mixtures/${id}`).json({ id, components, prediction })
  })

  routes.get('/', async (request, response) => {
    response.json(await listMixtures(database, parsePage(request.query)))
  })

  routes.get('/:id', async (request, response) => {
    const mixture = await findMixture(database, parseId(request.params.id, 'id'))
    if (mixture === undefined) throw new HttpError(404, `No mixture has the id ${request.params.id}`)
    response.json(mixture)
  })

  return routes
}

function requireSolute(solutes: ReadonlyMap<string, Solute>, id: string): Solute {
  const solute = solutes.get(id)
  if (solute === undefined) throw new HttpError(400, `molecule: no molecule has the id ${id}`)
  return solute
}
