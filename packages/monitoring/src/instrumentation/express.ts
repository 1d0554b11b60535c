import { joinPatterns, matchedRoute, mountText, patternText } from './express-route.ts'
import type { ExpressRequest } from './express-route.ts'
import { stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import type { ModulePatches } from './module-hook.ts'
import { patchMethod } from './patch-method.ts'
import type { Method } from './patch-method.ts'
import { SERVER_REQUEST } from './server-request.ts'
import type { ServerRequest, WithServerRequest } from './server-request.ts'

type Next = (error?: unknown) => unknown

/** What a router's layer is to the route: a handler's pattern, a mount point's, or none. */
interface LayerPattern {
  readonly isRoute: boolean
  /** Undefined: a mount point that was made before its router was patched. */
  readonly pattern: unknown
  // The last result: a layer has one mount point, nearly always.
  mount: string
  joined: string
}

const PATTERN = Symbol('cryo.pattern')
/** Where a layer keeps the path that it was mounted at, as it was given. */
export const MOUNTED_AT: unique symbol = Symbol('cryo.mounted-at')

interface Layer {
  readonly route?: { readonly path: unknown } | undefined
  /** The path as it was given; router >= 2.3. */
  readonly rawPath?: unknown
  /** Whether it matches everything: Express 5, and 4. */
  readonly slash?: boolean
  readonly regexp?: { readonly fast_slash?: boolean }
  [PATTERN]?: LayerPattern | null
  [MOUNTED_AT]?: unknown
}

/**
 * Tells the route of each request that Express 4 or 5 handles, with no span and no work for plain middleware.
 *
 * The patterns are followed as the request goes into routers and out of them, for `req.baseUrl` is the text of
 * the URL: with parameters in a mount point every request would be a route of its own.
 */
export function expressPatches(runtime: InstrumentationRuntime): ModulePatches {
  const layer = (exports: unknown): Stop => patchLayer(runtime, exports)
  const router = (exports: unknown): Stop => patchRouter(runtime, exports)
  return {
    'router/lib/layer.js': layer,
    'router/index.js': router,
    'express/lib/router/layer.js': layer,
    'express/lib/router/index.js': router,
  }
}

function patchLayer(runtime: InstrumentationRuntime, exports: unknown): Stop {
  const { prototype } = exports as { prototype: Record<string, unknown> }
  const wrap = (handle: Method): Method =>
    function handleRequest(this: unknown, request: unknown, response: unknown, next: unknown) {
      const started = (request as WithServerRequest)[SERVER_REQUEST]
      const tracked =
        started === undefined
          ? next
          : enter(runtime, this as Layer, started, request as ExpressRequest, next as Next)
      return Reflect.apply(handle, this, [request, response, tracked])
    }
  return stopAll([
    patchMethod(prototype, 'handleRequest', wrap),
    patchMethod(prototype, 'handle_request', wrap),
  ])
}

/** Notes what the request goes into; returns `next`, or one that notes that it went out again. */
function enter(
  runtime: InstrumentationRuntime,
  layer: Layer,
  started: ServerRequest,
  request: ExpressRequest,
  next: Next,
): Next {
  try {
    let pattern = layer[PATTERN]
    if (pattern === undefined) layer[PATTERN] = pattern = readPattern(layer)
    if (pattern === null) return next
    const { route, mountPath } = started
    started.route = joinedPattern(pattern, mountPath, request)
    if (pattern.isRoute) started.matched = layer.route
    else started.mountPath = started.route
    const { isRoute } = pattern
    return (error) => {
      leave(started, request, isRoute, error, route, mountPath)
      return next(error)
    }
  } catch (error) {
    runtime.fail(error)
    return next
  }
}

function leave(
  started: ServerRequest,
  request: ExpressRequest,
  isRoute: boolean,
  error: unknown,
  route: string | undefined,
  mountPath: string,
): void {
  // What Express takes for an error: the route stays that of the handler, whoever answers.
  const failed = Boolean(error) && error !== 'route' && error !== 'router'
  if (!failed) started.route = route
  else if (!isRoute) started.route = matchedRoute(started, request) ?? started.route
  started.mountPath = mountPath
}

function readPattern(layer: Layer): LayerPattern | null {
  // The layers within a route have no `route` of their own.
  if (!('route' in layer)) return null
  if (layer.route !== undefined) return { isRoute: true, pattern: layer.route.path, mount: '', joined: '' }
  if (layer.slash === true || layer.regexp?.fast_slash === true) return null
  return { isRoute: false, pattern: layer[MOUNTED_AT] ?? layer.rawPath, mount: '', joined: '' }
}

function joinedPattern(layer: LayerPattern, mountPath: string, request: ExpressRequest): string {
  const { pattern, isRoute } = layer
  if (pattern === undefined) return mountText(request.baseUrl)
  if (layer.joined !== '' && layer.mount === mountPath) return layer.joined
  const path = isRoute ? request.url : request.baseUrl
  const joined = joinPatterns(mountPath, patternText(pattern, String(path)))
  if (typeof pattern === 'string') {
    layer.mount = mountPath
    layer.joined = joined
  }
  return joined
}

function patchRouter(runtime: InstrumentationRuntime, exports: unknown): Stop {
  const router = exports as { use?: unknown; prototype: { use?: unknown } }
  // Express 4 makes its router the prototype of all others.
  const owner = typeof router.prototype?.use === 'function' ? router.prototype : router
  return patchMethod(
    owner,
    'use',
    (use) =>
      function (this: unknown, ...args: unknown[]) {
        const { stack } = this as { stack: Layer[] }
        const { length } = stack
        const result = Reflect.apply(use, this, args)
        try {
          for (const layer of stack.slice(length)) layer[MOUNTED_AT] = readMountPattern(args[0])
        } catch (error) {
          runtime.fail(error)
        }
        return result
      },
  )
}

/** The path that `use` was called with, read as Express reads it: it may be left out. */
function readMountPattern(first: unknown): unknown {
  let found = first
  while (Array.isArray(found) && found.length > 0) found = (found as unknown[])[0]
  return typeof found === 'function' ? '/' : first
}
