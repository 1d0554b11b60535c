import { METRIC_HTTP_ROUTE, sharedState } from '@cryo/conventions'
import { type BoundGauge, gauge } from '@cryo/instruments'
import { ATTR_HTTP_REQUEST_METHOD, ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions'

import { findRoutes } from './find-routes.ts'
import { followHono } from './hono-routes.ts'
import { followKoa } from './koa-routes.ts'

/** An application is looked at so often, once in each sample: routes that come later are known by their calls. */
const MAX_LOOKS = 12
/** Routes that are told; telemetry tells no more values of one attribute apart. */
const MAX_ROUTES = 200
const MAX_APPLICATIONS = 50

const routeGauge = gauge(METRIC_HTTP_ROUTE)

interface ApplicationState {
  /** How often each was looked at. */
  readonly looks: Map<object, number>
  readonly followed: WeakSet<object>
  readonly routes: Map<string, BoundGauge>
}

const state: ApplicationState = sharedState('monitoring/applications', () => ({
  looks: new Map(),
  followed: new WeakSet(),
  routes: new Map(),
}))

/** Takes note of an application; its routes are found in the samples that follow. Anything is accepted. */
export function addKnownApplication(app: unknown): void {
  if ((typeof app !== 'object' && typeof app !== 'function') || app === null) return
  if (state.looks.has(app) || state.looks.size >= MAX_APPLICATIONS) return
  state.looks.set(app, 0)
  if (state.followed.has(app)) return
  state.followed.add(app)
  for (const follow of [followKoa, followHono]) {
    try {
      follow(app)
    } catch {
      // Frozen, or a proxy: its requests are seen without their routes.
    }
  }
}

/** Tells the routes that applications have, called or not; at most 200. */
export function sampleRoutes(): void {
  for (const [app, looks] of state.looks) {
    if (looks >= MAX_LOOKS) continue
    state.looks.set(app, looks + 1)
    for (const { method, route } of findRoutes(app)) addRoute(method, route)
  }
  for (const bound of state.routes.values()) bound.record(1)
}

function addRoute(method: string, route: string): void {
  const key = `${method} ${route}`
  if (state.routes.has(key) || state.routes.size >= MAX_ROUTES) return
  state.routes.set(key, routeGauge.bind({ [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_HTTP_ROUTE]: route }))
}
