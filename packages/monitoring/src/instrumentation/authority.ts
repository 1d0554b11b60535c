/** Host and port of a URL or a `Host` header. */
export interface Authority {
  readonly address: string
  readonly port: number | undefined
}

const MAX_CACHED = 256
const cache = new Map<string, Authority>()

/** Splits `host`, `host:port` or `[v6]:port`; the last results are kept, but clients may send any text. */
export function parseAuthority(text: string): Authority {
  const known = cache.get(text)
  if (known !== undefined) return known
  const authority = splitAuthority(text)
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(text, authority)
  return authority
}

/** As {@link parseAuthority}, for texts that rarely come again. */
export function splitAuthority(text: string): Authority {
  const bracket = text.lastIndexOf(']')
  const colon = text.indexOf(':', bracket + 1)
  // More colons than one are those of a bare IPv6 address.
  if (colon === -1 || text.includes(':', colon + 1))
    return { address: withoutBrackets(text), port: undefined }
  const port = Number(text.slice(colon + 1))
  return {
    address: withoutBrackets(text.slice(0, colon)),
    port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
  }
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}
