import { CHECK_KINDS, type CheckKind } from '@cryo/conventions'
import { readProperty } from '@cryo/conventions/redaction'

import type { HealthCheckOptions } from './check/check-options.ts'
import { startCheck } from './check/check-registry.ts'
import type { CheckFunction } from './check/check-result.ts'
import { createFailingProbe } from './check/probe.ts'

/**
 * Adds a check of your own. It never throws: what cannot be called is a check that fails and says so.
 *
 * @param name - The same name and kind again replaces the check.
 * @param fn - See {@link CheckFunction}.
 * @returns Ends the check.
 *
 * @example
 * const stop = addHealthCheck('queue', async ({ signal }) => {
 *   const waiting = await queue.size({ signal })
 *   return waiting < 1000 ? { status: 'ok' } : { status: 'warning', message: `${waiting} jobs wait` }
 * })
 */
export function addHealthCheck(name: string, fn: CheckFunction, options?: HealthCheckOptions): () => void {
  const probe =
    typeof fn === 'function'
      ? { run: fn }
      : createFailingProbe('addHealthCheck was given no function to call')
  return startCheck(name, readKind(options), probe, options)
}

function readKind(options: unknown): CheckKind {
  const kind = readProperty(options, 'kind')
  return CHECK_KINDS.find((one) => one === kind) ?? 'system'
}
