import type { DashboardContext } from './dashboard-env.ts'
import { bindingsOf } from './dashboard-env.ts'
import type { EventStreams } from './event-streams.ts'
import { jsonError } from './json-error.ts'
import { liftRequestDeadline } from './request-deadline.ts'

const HEADERS = {
  'Content-Type': 'text/event-stream',
  // nginx would hold events back until its buffer is full.
  'X-Accel-Buffering': 'no',
}

/** Answers with a stream of the event `status`; 503 while too many are open. */
export function answerEvents(context: DashboardContext, streams: EventStreams): Response {
  if (context.req.method === 'HEAD') return context.body(null, 200, HEADERS)
  const { incoming, closing } = bindingsOf(context)
  const stream = streams.open(closing)
  if (stream === null) {
    return jsonError(context, 503, 'Too many event streams are open.', { 'Retry-After': '5' })
  }
  if (incoming !== undefined) liftRequestDeadline(incoming)
  return context.body(stream, 200, HEADERS)
}
