import type { IncomingHttpHeaders } from 'node:http'

import { splitAuthority } from './authority.ts'

/** What proxies say of the request that the client made. */
export interface Forwarded {
  readonly clientAddress: string | undefined
  readonly authority: string | undefined
  readonly scheme: 'http' | 'https' | undefined
}

/**
 * Reads `Forwarded` (RFC 7239) or else the `X-Forwarded-*` headers, the first hop of each, which the semantic
 * conventions prefer over the socket; `undefined` if there are none.
 */
export function readForwarded(headers: IncomingHttpHeaders): Forwarded | undefined {
  const { forwarded } = headers
  if (forwarded !== undefined) return readStandard(forwarded)
  const client = headers['x-forwarded-for']
  const authority = headers['x-forwarded-host']
  const scheme = headers['x-forwarded-proto']
  if (client === undefined && authority === undefined && scheme === undefined) return undefined
  return {
    clientAddress: toAddress(firstOf(client)),
    authority: firstOf(authority),
    scheme: toScheme(firstOf(scheme)),
  }
}

function readStandard(text: string): Forwarded {
  const first = firstOf(text) ?? ''
  const read = (name: string): string | undefined => {
    for (const pair of first.split(';')) {
      const equals = pair.indexOf('=')
      if (pair.slice(0, equals).trim().toLowerCase() !== name) continue
      return pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1')
    }
    return undefined
  }
  return { clientAddress: toAddress(read('for')), authority: read('host'), scheme: toScheme(read('proto')) }
}

function firstOf(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  if (text === undefined) return undefined
  const comma = text.indexOf(',')
  return (comma === -1 ? text : text.slice(0, comma)).trim()
}

/** Without the port that some proxies add. */
function toAddress(node: string | undefined): string | undefined {
  return node === undefined ? undefined : splitAuthority(node).address
}

function toScheme(text: string | undefined): 'http' | 'https' | undefined {
  const scheme = text?.toLowerCase()
  return scheme === 'http' || scheme === 'https' ? scheme : undefined
}
