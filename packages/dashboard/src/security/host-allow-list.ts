import { isIP } from 'node:net'

interface HostHeader {
  /** Lower case; an IPv6 address stands in brackets. */
  readonly name: string
  readonly port: string
}

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/

/** Reads a Host header (RFC 9110, section 7.2); `null` if it is none. */
export function parseHost(value: string): HostHeader | null {
  const match = HOST.exec(value.toLowerCase())
  return match ? { name: match[1]!, port: match[2] ?? '' } : null
}

/** Whether an address reaches only this machine: `localhost`, `127.0.0.0/8`, `::1`. */
export function isLoopback(host: string): boolean {
  const name = unbracket(host.toLowerCase())
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))
}

/**
 * Makes the test that stops DNS rebinding: which `Host` headers belong to us.
 *
 * A page that an attacker's name was rebound to still sends that name. Loopback and `host` pass with any port.
 * Bound to all interfaces, every IP address passes too, because a rebound name is never one.
 *
 * @param host - Address the server is bound to.
 * @param allowedHosts - `name` (any port) or `name:port`.
 */
export function createHostAllowList(
  host: string,
  allowedHosts: readonly string[],
): (header: string) => boolean {
  const allowed = new Set([
    bracket(host.toLowerCase()),
    ...allowedHosts.map((one) => bracket(one.toLowerCase())),
  ])
  const anyAddress = isIP(host) !== 0 && /^[0:.]+$/.test(host)
  return (header) => {
    const parsed = parseHost(header)
    if (parsed === null) return false
    const { name, port } = parsed
    if (isLoopback(name) || allowed.has(name) || allowed.has(`${name}:${port}`)) return true
    return anyAddress && isIP(unbracket(name)) !== 0
  }
}

function bracket(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
}
