import { ConfigurationError, wrongValue } from '@cryo/conventions/configuration'

/**
 * Refuses options in the place of the application, where nobody would read them. Anything else is an application.
 *
 * @throws ConfigurationError for an object of values without a single function.
 */
export function checkApplication(app: unknown): void {
  if (!isObjectOfValues(app)) return
  const expected = 'an application; options come second: startMonitoring(undefined, options)'
  throw new ConfigurationError([wrongValue('app', app, expected)])
}

/** An application may be anything, a proxy that throws as well. */
function isObjectOfValues(app: unknown): boolean {
  try {
    if (typeof app !== 'object' || app === null) return false
    const prototype: unknown = Object.getPrototypeOf(app)
    if (prototype !== Object.prototype && prototype !== null) return false
    const values: unknown[] = Object.values(app)
    return values.length > 0 && values.every((value) => typeof value !== 'function')
  } catch {
    return false
  }
}
