import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Where this code is, as a URL to look modules up from. A bundler that makes CommonJS leaves none: then it is the
 * program that was started, of which this is a part.
 */
export function ownLocation(): string {
  const url = import.meta.url as string | undefined
  return url ?? pathToFileURL(process.argv[1] ?? join(process.cwd(), 'program.js')).href
}
