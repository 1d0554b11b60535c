import type { HubConfiguration } from '@cryo/protocol'

/** Where telemetry goes, without what may be secret in an address. */
export function describeTarget({ forward }: HubConfiguration): string | null {
  const url = forward?.traces?.url ?? forward?.metrics?.url ?? forward?.logs?.url
  return url === undefined ? null : new URL(url).origin
}
