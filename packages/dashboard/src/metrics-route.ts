import type { DashboardContext } from './dashboard-env.ts'
import type { DashboardSource } from './dashboard-source.ts'
import { streamText } from './stream-text.ts'

/** Answers a scrape part by part. */
export async function answerMetrics(context: DashboardContext, source: DashboardSource): Promise<Response> {
  const { contentType, chunks } = await source.metrics(context.req.header('accept') ?? null)
  return streamText(context, 200, contentType, chunks, 'Accept, Accept-Encoding')
}
