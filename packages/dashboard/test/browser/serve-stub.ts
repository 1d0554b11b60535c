import { type DashboardServer, createServer } from '../../src/server.ts'
import type { DashboardOptions } from '../../src/dashboard-options.ts'
import type { DashboardSource } from '../../src/dashboard-source.ts'
import { sampleData } from '../sample-data.ts'
import { stubRoutes } from '../stub-source.ts'
import { stubQuery } from './stub-queries.ts'

/** A page of a stub hub, over HTTP. */
export interface ServedStub extends AsyncDisposable {
  readonly url: string
  readonly server: DashboardServer
}

/** Serves the page with the sample, or what is given, on a free port. */
export async function serveStub(
  own: Partial<DashboardSource> = {},
  options: DashboardOptions = {},
): Promise<ServedStub> {
  const server = createServer(stubRoutes({ data: nowData, query: stubQuery, ...own }, options), {
    maxConnections: 200,
  })
  const { port } = await server.listen('127.0.0.1', 0)
  return { url: `http://127.0.0.1:${port}`, server, [Symbol.asyncDispose]: () => server.close() }
}

/** The sample, as if it were of this moment: all of its dates are moved. */
export function nowData(): ReturnType<typeof sampleData> {
  const sample = sampleData()
  const shiftMs = Date.now() - sample.lastUpdated.getTime()
  return move(sample, shiftMs) as ReturnType<typeof sampleData>
}

function move(value: unknown, shiftMs: number): unknown {
  if (value instanceof Date) return new Date(value.getTime() + shiftMs)
  if (Array.isArray(value)) return value.map((one) => move(one, shiftMs))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, move(one, shiftMs)]))
}
