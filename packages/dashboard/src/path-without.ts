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
    const isBelow = prefix !== '' && `${path}/`.startsWith(`${prefix}/`)
    return isBelow ? path.slice(prefix.length) || '/' : path
  }
}
