import type { DashboardContext } from '../dashboard-env.ts'
import { bindingsOf } from '../dashboard-env.ts'
import type { EventStreams } from './event-streams.ts'
import { jsonError } from '../json-error.ts'
import { liftRequestDeadline } from '../request-deadline.ts'

const HEADERS = {
  'Content-Type': 'text/event-stream',
  // nginx would hold events back until its buffer is full.
  'X-Accel-Buffering': 'no',
}

/**
 * Answers with a stream of the events `state` and `delta`; 503 while too many are open. A browser that connects again
 * says by itself what it has, a new connection by `?after=`.
 */
export function answerEvents(context: DashboardContext, streams: EventStreams): Response {
  if (context.req.method === 'HEAD') return context.body(null, 200, HEADERS)
  const { incoming, closing } = bindingsOf(context)
  const after = context.req.header('last-event-id') ?? context.req.query('after')
  const stream = streams.open(closing, after)
  if (stream === null) {
    return jsonError(context, 503, 'Too many event streams are open.', { 'Retry-After': '5' })
  }
  if (incoming !== undefined) liftRequestDeadline(incoming)
  return context.body(stream, 200, HEADERS)
}
