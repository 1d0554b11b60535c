import { Router } from 'express'

import type { Database } from '../database/database.ts'

/** Routes that fail on purpose, so that the monitoring page has unexpected failures to show: a bug and a bad query. */
export function faultRoutes(database: Database): Router {
  const routes = Router()

  routes.get('/code', () => {
    const mixture = JSON.parse('{}') as { components: { massFraction: number }[] }
    return mixture.components.map(({ massFraction }) => massFraction)
  })

  routes.get('/query', async (_request, response) => {
    response.json(await database.query('SELECT glass_transition FROM mixtures'))
  })

  return routes
}
