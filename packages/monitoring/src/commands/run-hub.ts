import { startStandalone } from '@cryo/hub'

import { toHubConfiguration } from '../runtime/hub-configuration.ts'
import { VERSION } from '../runtime/version.ts'
import { configure, type ConfigurationOption } from './configure.ts'

/** `cryo-monitoring hub`: runs the hub until a signal ends it. @throws UsageError */
export async function runHub(values: Partial<Record<ConfigurationOption, string>>): Promise<void> {
  const configuration = toHubConfiguration(configure(values))
  const hub = await startStandalone(configuration, VERSION, (url, isOwn) => {
    if (url === null) process.stdout.write('the page is not served\n')
    else process.stdout.write(isOwn ? `${url}\n` : `attached to the process that serves ${url}\n`)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void hub.stop().then(() => process.exit(0)))
}
