import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { DashboardContext } from './dashboard-env.ts'

/** Answers with `{ error: message }`: the form of every error except those of OTLP. */
export function jsonError(
  context: DashboardContext,
  status: ContentfulStatusCode,
  message: string,
  headers?: Record<string, string>,
): Response {
  return context.json({ error: message }, status, headers)
}
