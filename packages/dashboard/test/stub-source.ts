import type { Hono } from 'hono'
import type { DashboardEnv } from '../src/dashboard-env.ts'
import type { DashboardOptions } from '../src/dashboard-options.ts'
import type { DashboardSource } from '../src/dashboard-source.ts'
import { createRoutes } from '../src/routes.ts'
import { sampleData } from './sample-data.ts'

/** A hub that answers with the sample and accepts everything, but for what is given. */
export function stubSource(own: Partial<DashboardSource> = {}): DashboardSource {
  return {
    hubId: 'hub-1',
    data: sampleData,
    health: () => sampleData().health,
    metrics: () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', chunks: ['up 1\n'] }),
    ingest: () => ({ outcome: 'accepted' }),
    traces: ({ traceId }) => ({ status: 200, body: { traceId } }),
    query: () => ({ status: 200, chunks: ['{"status":"success"}'] }),
    silences: () => [],
    silence: () => ({ id: 'silence-1' }),
    unsilence: () => ({ ended: 1 }),
    errorGroups: () => sampleData().errors.groups,
    resolveError: () => true,
    attach: () => ({ accepted: false, status: 503, message: 'not now' }),
    takeWebhook: () => ({ status: 200, message: 'taken' }),
    refuseWebhook: () => {},
    alive: () => true,
    failing: () => [],
    ...own,
  }
}

/** The routes of a stub hub. */
export function stubRoutes(
  own: Partial<DashboardSource> = {},
  options: DashboardOptions = {},
): Hono<DashboardEnv> {
  return createRoutes(stubSource(own), options)
}

/** Asks the routes as a local client does: with a Host header. */
export async function ask(
  routes: Hono<DashboardEnv>,
  path: string,
  headers: Record<string, string> = {},
  init: RequestInit = {},
): Promise<Response> {
  return routes.request(`http://localhost:5001${path}`, {
    ...init,
    headers: { host: 'localhost:5001', ...headers },
  })
}
