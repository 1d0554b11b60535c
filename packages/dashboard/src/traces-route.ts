import type { DashboardContext } from './dashboard-env.ts'
import { bindingsOf } from './dashboard-env.ts'
import type { DashboardSource } from './dashboard-source.ts'

/** Where traces are asked for: a list, and each by its id. */
export const TRACES_PATH = '/monitoring/api/traces'

/** Answers what is asked about traces. @param traceId - Empty for a list. */
export async function answerTraces(
  context: DashboardContext,
  source: DashboardSource,
  traceId: string,
): Promise<Response> {
  const { closing } = bindingsOf(context)
  const { signal } = context.req.raw
  const { status, body } = await source.traces({
    traceId,
    parameters: new URL(context.req.url).searchParams,
    signal: closing === undefined ? signal : AbortSignal.any([signal, closing]),
  })
  return context.json(body, status)
}
