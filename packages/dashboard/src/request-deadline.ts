import type { IncomingMessage, ServerResponse } from 'node:http'

const timers = new WeakMap<IncomingMessage, NodeJS.Timeout>()

/** Cuts the connection unless the request is read and answered within `timeoutMs`, however the client dawdles. */
export function startRequestDeadline(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  timeoutMs: number,
): void {
  const timer = setTimeout(() => incoming.socket.destroy(), timeoutMs).unref()
  timers.set(incoming, timer)
  outgoing.once('close', () => clearTimeout(timer))
}

/** Lets a request last: one that streams until its client goes. */
export function liftRequestDeadline(incoming: IncomingMessage): void {
  clearTimeout(timers.get(incoming))
}
