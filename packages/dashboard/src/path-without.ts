import { getPath } from 'hono/utils/url'

/**
 * Makes the function that finds a request's path below `basePath`.
 *
 * A proxy may strip its prefix or pass it on; probes and local processes do not know it. All of them are answered.
 */
export function pathWithout(basePath: string): (request: Request) => string {
  const prefix = `/${basePath}`.replace(/\/+/g, '/').replace(/\/$/, '')
  return (request) => {
    const path = getPath(request)
    if (prefix === '' || !path.startsWith(prefix)) return path
    const rest = path.slice(prefix.length)
    return rest === '' || rest.startsWith('/') ? rest || '/' : path
  }
}
