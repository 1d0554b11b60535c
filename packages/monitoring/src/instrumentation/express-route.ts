import type { IncomingMessage } from 'node:http'

import type { ServerRequest } from './server-request.ts'

/** What Express puts on a request. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl?: unknown
  readonly route?: { readonly path?: unknown } | undefined
}

/** Texts of mount points that are kept where their patterns are not known. */
const MAX_MOUNT_TEXTS = 32
const mountTexts = new Set<string>()

/** Joins the pattern of a mount point and that of what is mounted there. */
export function joinPatterns(mount: string, pattern: string): string {
  if (pattern === '/' || pattern === '') return mount === '' ? '/' : mount
  const base = mount.endsWith('/') ? mount.slice(0, -1) : mount
  return pattern.startsWith('/') ? base + pattern : `${base}/${pattern}`
}

/**
 * One text for a pattern of Express: text, an expression or a list of them. Of a list it is the one that
 * matched.
 *
 * @param path - What was matched; it may have more segments in front.
 */
export function patternText(pattern: unknown, path: string): string {
  if (typeof pattern === 'string') return pattern
  if (!Array.isArray(pattern)) return String(pattern)
  const patterns = (pattern as readonly unknown[]).flat(Number.POSITIVE_INFINITY).map(String)
  return patterns.find((one) => endsLike(path, one)) ?? patterns.join(',')
}

/**
 * Stands for the pattern of a mount point whose router was built before it could be seen: the text in the URL.
 * That may hold parameters, so only so many are told apart.
 */
export function mountText(baseUrl: unknown): string {
  if (typeof baseUrl !== 'string' || baseUrl === '') return ''
  if (mountTexts.has(baseUrl)) return baseUrl
  if (mountTexts.size >= MAX_MOUNT_TEXTS) return '/*'
  mountTexts.add(baseUrl)
  return baseUrl
}

/** The route that Express matched where no layer told: it failed before its handler, or is not instrumented. */
export function matchedRoute(started: ServerRequest, request: ExpressRequest): string | undefined {
  const { route } = request
  if (route === undefined || route === started.matched) return undefined
  const path = route?.path
  if (typeof path !== 'string' && !(path instanceof RegExp) && !Array.isArray(path)) return undefined
  const mount = started.mountPath === '' ? mountText(request.baseUrl) : started.mountPath
  return joinPatterns(mount, patternText(path, request.url ?? ''))
}

/** Whether the last segments of a path are those of a pattern, where a parameter stands for anything. */
function endsLike(path: string, pattern: string): boolean {
  const wanted = segmentsOf(pattern)
  const given = segmentsOf(path).slice(-wanted.length)
  return (
    wanted.length === given.length &&
    wanted.every((segment, i) => segment.startsWith(':') || segment.toLowerCase() === given[i]?.toLowerCase())
  )
}

function segmentsOf(path: string): string[] {
  const end = path.indexOf('?')
  return (end === -1 ? path : path.slice(0, end)).split('/').filter((segment) => segment !== '')
}
