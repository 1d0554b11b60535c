import { readProperty } from '@cryo/conventions/redaction'

import { startCheck } from '../check/check-registry.ts'
import { createFailingProbe, type Probe } from '../check/probe.ts'
import { askEndpoint } from './ask-endpoint.ts'
import type { AddressedEndpointOptions, EndpointOptions } from './endpoint-options.ts'
import { readEndpoint } from './read-endpoint.ts'

/**
 * Watches an endpoint: asks it from time to time and expects its answer in time. A failure is a warning, and an error
 * from `alertThresholds.apiErrors` in a row on.
 *
 * Only the URL that is given here is asked; redirects are not followed. It never throws: an address that cannot be
 * asked is a check that fails and says so.
 *
 * @param name - The same name again replaces the check.
 * @returns Ends the check.
 *
 * @example
 * watchEndpoint('prices', 'https://prices.example.org/health', { required: true })
 *
 * @example
 * watchEndpoint('search', { url: 'http://127.0.0.1:9200/_cluster/health', timeoutSeconds: 2, expectedStatus: 200 })
 */
export function watchEndpoint(
  name: string,
  address: string | URL | AddressedEndpointOptions,
  options?: EndpointOptions,
): () => void {
  const url = readProperty(address, 'url')
  const isAddressed = !(address instanceof URL) && url !== undefined
  const given = options ?? (isAddressed ? address : undefined)
  return startCheck(name, 'api', toProbe(isAddressed ? url : address, given), given)
}

function toProbe(address: unknown, options: unknown): Probe {
  try {
    const endpoint = readEndpoint(address, options)
    return { run: ({ signal }) => askEndpoint(endpoint, signal) }
  } catch (error) {
    return createFailingProbe(
      error instanceof TypeError ? error.message : 'watchEndpoint cannot read its options',
    )
  }
}
