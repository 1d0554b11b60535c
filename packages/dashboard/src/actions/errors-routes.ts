import type { Hono } from 'hono'
import type { ByteBudget } from '../byte-budget.ts'
import type { DashboardEnv } from '../dashboard-env.ts'
import type { DashboardSource } from '../dashboard-source.ts'
import { jsonError } from '../json-error.ts'
import { readJson } from './read-json.ts'

const ERRORS_PATH = '/monitoring/api/errors'

/** Adds the list of all error groups, and how to resolve one. */
export function addErrorsRoutes(app: Hono<DashboardEnv>, source: DashboardSource, budget: ByteBudget): void {
  app.get(ERRORS_PATH, async (context) => context.json({ groups: await source.errorGroups() }))

  app.post(`${ERRORS_PATH}/resolve`, async (context) => {
    const body = await readJson(context, budget)
    if ('refusal' in body) return body.refusal
    const { service, id } = body.fields
    if (typeof service !== 'string' || typeof id !== 'string')
      return jsonError(context, 400, 'service and id must be texts.')
    if (await source.resolveError(service, id)) return context.json({ resolved: true })
    return jsonError(context, 404, 'There is no such group of errors.')
  })
}
