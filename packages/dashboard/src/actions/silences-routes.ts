import type { Hono } from 'hono'
import type { ByteBudget } from '../byte-budget.ts'
import type { DashboardEnv } from '../dashboard-env.ts'
import type { DashboardSource } from '../dashboard-source.ts'
import { jsonError } from '../json-error.ts'
import { readJson } from './read-json.ts'

const SILENCES_PATH = '/monitoring/api/silences'

/** Adds the list of silences, and how to set and to end them. */
export function addSilencesRoutes(
  app: Hono<DashboardEnv>,
  source: DashboardSource,
  budget: ByteBudget,
): void {
  app.get(SILENCES_PATH, async (context) => context.json({ silences: await source.silences() }))

  app.post(SILENCES_PATH, async (context) => {
    const body = await readJson(context, budget)
    if ('refusal' in body) return body.refusal
    const { target, seconds, until, comment } = body.fields
    const reply = await source.silence(target, { seconds, until, comment })
    if ('id' in reply) return context.json(reply, 201)
    return jsonError(context, reply.outcome === 'wrong' ? 400 : 503, reply.message)
  })

  app.delete(`${SILENCES_PATH}/:id`, async (context) => {
    const reply = await source.unsilence(context.req.param('id'))
    if ('message' in reply) return jsonError(context, 503, reply.message)
    if (reply.ended === 0) return jsonError(context, 404, 'There is no such silence, or it has ended.')
    return context.json(reply)
  })
}
