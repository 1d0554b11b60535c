import type { HubStart, SystemInfo } from '@cryo/protocol'

import { describeTarget } from '../pipeline/describe-target.ts'

/** What of a hub stays as it was at its start. */
export type HubInfo = Pick<SystemInfo, 'serviceName' | 'hubVersion' | 'monitoringDir' | 'forwardsTo'>

/** Tells what a hub is. */
export function describeHub({ configuration, resource, version }: HubStart): HubInfo {
  return {
    serviceName: String(resource['service.name'] ?? ''),
    hubVersion: version,
    monitoringDir: configuration.monitoringDir,
    forwardsTo: describeTarget(configuration),
  }
}
