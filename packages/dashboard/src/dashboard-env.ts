import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'

/** What a request carries besides itself. All of it is missing where no server is involved. */
export interface DashboardBindings {
  readonly incoming?: IncomingMessage
  readonly outgoing?: ServerResponse
  /** Aborts when the server closes: streams end then. */
  readonly closing?: AbortSignal
}

/** Types of the Hono application. */
export interface DashboardEnv {
  Bindings: DashboardBindings
  Variables: {
    /** With which the page may add style sheets; new in each answer. */
    secureHeadersNonce?: string
  }
}

/** One request on its way through the routes. */
export type DashboardContext = Context<DashboardEnv>

/** Middleware of these routes. */
export type DashboardMiddleware = MiddlewareHandler<DashboardEnv>

/** The bindings of a request; empty without a server. */
export function bindingsOf(context: DashboardContext): DashboardBindings {
  const bindings: DashboardBindings | undefined = context.env
  return bindings ?? {}
}
