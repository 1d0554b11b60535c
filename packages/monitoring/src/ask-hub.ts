import type { HubRequestName, HubRequests } from '@cryo/protocol'

import { getMainRuntime } from './runtime/start.ts'

/**
 * Asks the hub of this process.
 *
 * @throws When monitoring is not running in this thread: not started, ended or disabled; or the hub could not answer.
 */
export async function askHub<Name extends HubRequestName>(
  name: Name,
  argument: HubRequests[Name]['argument'],
): Promise<HubRequests[Name]['answer']> {
  const runtime = getMainRuntime()
  if (runtime === null)
    throw new Error(
      'monitoring is not running in this thread: startMonitoring() was not called, stop() was, ' +
        'CRYO_MONITORING_DISABLED or OTEL_SDK_DISABLED is set, or it is a worker thread',
    )
  return runtime.hub.ask(name, argument)
}
