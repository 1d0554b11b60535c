/** Characters that are kept of a URL, a path or a query. */
export const MAX_URL_LENGTH = 2048

const REDACTED = 'REDACTED'
/**
 * Keys whose value is a secret: those that the semantic conventions name (`AWSAccessKeyId`, `Signature`, `sig`,
 * `X-Goog-Signature`) and what else is called like one.
 */
const SECRET_KEY =
  /passw|passphrase|secret|token|signature|credential|authorization|cookie|jwt|(?:api|access|private)[-_.]?key|(?:^|[-_.])(?:key|sig|pwd|auth|session|sid|otp)$|^(?:code|pass)$/i
const MAX_KNOWN_KEYS = 512

const knownKeys = new Map<string, boolean>()

/** A query without its `?`: cut at {@link MAX_URL_LENGTH}, the values of secret keys replaced. */
export function redactQuery(query: string): string {
  const pairs = cut(query).split('&')
  let redacted = false
  for (const [i, pair] of pairs.entries()) {
    const equals = pair.indexOf('=')
    if (equals === -1 || !isSecret(pair.slice(0, equals))) continue
    pairs[i] = `${pair.slice(0, equals)}=${REDACTED}`
    redacted = true
  }
  return redacted ? pairs.join('&') : cut(query)
}

/** A path with its query as {@link redactQuery} leaves it; the fragment is dropped. */
export function redactTarget(target: string): string {
  const mark = target.indexOf('?')
  if (mark === -1) return cut(target)
  return `${cut(target.slice(0, mark))}?${redactQuery(target.slice(mark + 1))}`
}

/** Cuts at {@link MAX_URL_LENGTH}. */
export function cut(text: string): string {
  return text.length > MAX_URL_LENGTH ? text.slice(0, MAX_URL_LENGTH) : text
}

function isSecret(key: string): boolean {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  const secret = SECRET_KEY.test(key)
  if (knownKeys.size >= MAX_KNOWN_KEYS) knownKeys.clear()
  knownKeys.set(key, secret)
  return secret
}
