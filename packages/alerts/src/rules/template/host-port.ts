import { isIP } from 'node:net'

/** The host of `host:port`; the whole text where it is something else. */
export function stripPort(text: string): string {
  return splitHostPort(text)?.host ?? text
}

/** `a.b.c:80` → `a:80`; addresses stay. */
export function stripDomain(text: string): string {
  const { host, port } = splitHostPort(text) ?? { host: text, port: '' }
  if (isIP(host.split('%')[0] ?? '') !== 0) return text
  const [name = ''] = host.split('.')
  if (port === '') return name
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}

/** As Go's `net.SplitHostPort`; `null` where that has an error. */
function splitHostPort(text: string): { host: string; port: string } | null {
  const colon = text.lastIndexOf(':')
  if (colon === -1) return null
  const port = text.slice(colon + 1)
  if (text.startsWith('[')) {
    const close = text.indexOf(']')
    if (close === -1 || close + 1 !== colon) return null
    const host = text.slice(1, close)
    return /[[\]]/.test(host + port) ? null : { host, port }
  }
  const host = text.slice(0, colon)
  return /[:[\]]/.test(host) || /[[\]]/.test(port) ? null : { host, port }
}
