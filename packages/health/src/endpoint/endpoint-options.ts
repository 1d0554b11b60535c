import type { CheckOptions } from '../check/check-options.ts'

/** Options of `watchEndpoint`. */
export interface EndpointOptions extends CheckOptions {
  /** Default: `'GET'`. */
  readonly method?: string | undefined
  /** Status, or statuses, that the endpoint has to answer with. Default: 200 to 299. */
  readonly expectedStatus?: number | readonly number[] | undefined
  /** Sent along, such as an authorization. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Options of `watchEndpoint` with the address among them. */
export interface AddressedEndpointOptions extends EndpointOptions {
  readonly url: string | URL
}
