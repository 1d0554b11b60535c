import { codeOnly, listOf, textType, type ValueType } from './value-type.ts'

const MAX_NAME_CHARACTERS = 255
const CONTROL = /\p{Cc}/u
const HOST_NAME = /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/i
const IPV6 = /^[0-9a-f:.]+$/i
const PATH_SEGMENT = /^[\w~.-]+$/
const LABEL_NAME = /^(?!__)[a-zA-Z_]\w*$/

/** Names that people read. */
export const NAME: ValueType<string> = textType(
  `a text of 1 to ${MAX_NAME_CHARACTERS} characters without control characters`,
  (name) => {
    const trimmed = name.trim()
    return trimmed !== '' && trimmed.length <= MAX_NAME_CHARACTERS && !CONTROL.test(trimmed)
      ? trimmed
      : undefined
  },
)

/** Paths of files and folders, not yet resolved. */
export const PATH: ValueType<string> = textType('a path without NUL characters', (path) =>
  path.trim() !== '' && !path.includes('\0') ? path : undefined,
)

/** Bearer tokens: what a header carries unchanged. */
export const TOKEN: ValueType<string> = textType('printable ASCII characters without spaces', (token) =>
  /^[\x21-\x7e]+$/.test(token) ? token : undefined,
)

/** Host names and IP addresses in the form in which a URL has them; IPv6 without brackets. */
export const HOST: ValueType<string> = textType('a host name or an IP address, without a port', canonicalHost)

/** Addresses of servers, without a slash at the end. */
export const HTTP_URL: ValueType<string> = textType('an http or https URL', (address) => {
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined
  return url.href.replace(/\/$/, '')
})

/** Prefixes of URL paths: `/tools` for `tools`, `/tools/` and `/tools`; empty for `/`. */
export const BASE_PATH: ValueType<string> = textType(
  'a URL path such as "/tools"; its parts are of letters, digits and -._~',
  (path) => {
    const trimmed = path.trim()
    if (trimmed === '' || trimmed === '/') return ''
    const inner = trimmed.replace(/^\//, '').replace(/\/$/, '')
    const valid = inner.split('/').every((part) => PATH_SEGMENT.test(part) && part !== '.' && part !== '..')
    return valid ? `/${inner}` : undefined
  },
)

/** Labels as Prometheus has them. */
export const LABELS: ValueType<Readonly<Record<string, string>>> = codeOnly(
  'an object of label names and texts, such as { cluster: "eu" }',
  (value) => {
    if (Object.prototype.toString.call(value) !== '[object Object]') return undefined
    const labels = Object.entries(value as object)
    const valid = labels.every(([name, label]) => LABEL_NAME.test(name) && typeof label === 'string')
    return valid ? (Object.fromEntries(labels) as Record<string, string>) : undefined
  },
)

/** Names of keys and regular expressions, in one list. */
export const REDACT: ValueType<readonly (string | RegExp)[]> = listOf(
  'a list of key names and regular expressions, such as ["ssn", /\\b\\d{16}\\b/]',
  codeOnly('', (rule) => {
    if (typeof rule === 'string') return /[\p{L}\p{N}]/u.test(rule) ? rule : undefined
    if (Object.prototype.toString.call(rule) !== '[object RegExp]') return undefined
    // A copy of this realm, whatever realm the caller's is of, with a lastIndex that nobody else moves.
    const { source, flags } = rule as RegExp
    return typeof source === 'string' && typeof flags === 'string' ? new RegExp(source, flags) : undefined
  }),
)

/** Whether only this machine can reach `host`, which is in the form that {@link HOST} gives. */
export function isLoopback(host: string): boolean {
  if (host === '127.0.0.1' || host === '::1' || host === 'localhost' || host.endsWith('.localhost'))
    return true
  return /^127\.\d+\.\d+\.\d+$/.test(host) || /^::ffff:7f[0-9a-f]{2}:/.test(host)
}

function canonicalHost(host: string): string | undefined {
  const bare = host.trim().replace(/^\[(.*)\]$/, '$1')
  if (IPV6.test(bare) && bare.includes(':')) return URL.parse(`http://[${bare}]`)?.hostname.slice(1, -1)
  return HOST_NAME.test(bare) ? URL.parse(`http://${bare}`)?.hostname.replace(/\.$/, '') : undefined
}
