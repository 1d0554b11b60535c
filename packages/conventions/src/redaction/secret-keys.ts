import { normaliseKey, redactionSettings } from './redaction-settings.ts'

/** Parts of a key that tell a secret wherever they stand: `PGPASSWORD`, `x-api-key`, `clientsecret`. */
const SECRET_PART =
  /passw|passphrase|passcode|secret|token(?!i[sz])|cookie|credential|authori[sz]|bearer|api[-_. ]?key|private[-_. ]?key|access[-_. ]?key|signing[-_. ]?key|session[-_. ]?id/i

/** Words that tell a secret only as a word of their own: `pass`, but not `bypass`. */
const SECRET_WORD = /^(?:pwd|pass|pw|auth|sig|signature|jwt|otp|cvv|sid)$/

/** Kinds of key that open nothing: what stands before the word `key`. */
const PUBLIC_KEY =
  /^(?:inchi|primary|foreign|partition|sort|public|cache|row|routing|unique|index|group|natural|composite)$/

/** What such a key ends with when its value only describes the secret: `tokenCount`, `passwordLength`. */
const DESCRIBES =
  /^(?:count|length|size|limit|total|type|ttl|seconds|ms|bytes|index|expire[sd]|expiry|expiration|enabled|required|valid|present)$/
/** What it starts with then. */
const ASKS = /^(?:has|is|needs|requires|max|min|num|total)$/

const MAX_KEY_LENGTH = 256
const MAX_REMEMBERED = 1000
const remembered = new Map<string, boolean>()

/** Whether the value under a key is secret by the key's name alone, as in `password`, `apiKey` or `set-cookie`. */
export function isSecretKey(key: string): boolean {
  if (redactionSettings.keys.size > 0 && isConfigured(key)) return true
  let secret = remembered.get(key)
  if (secret === undefined) {
    secret = judge(key.slice(0, MAX_KEY_LENGTH))
    if (remembered.size < MAX_REMEMBERED && key.length <= MAX_KEY_LENGTH) remembered.set(key, secret)
  }
  return secret
}

function isConfigured(key: string): boolean {
  const { keys } = redactionSettings
  const bounded = key.slice(-MAX_KEY_LENGTH)
  return (
    keys.has(normaliseKey(bounded)) || keys.has(normaliseKey(bounded.slice(bounded.lastIndexOf('.') + 1)))
  )
}

function judge(key: string): boolean {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const first = words[0] ?? ''
  const last = words.at(-1) ?? ''
  if (words.length > 1 && (DESCRIBES.test(last) || ASKS.test(first))) return false
  if (SECRET_PART.test(key)) return true
  return words.some((word, index) => {
    if (word === 'key' || word === 'keys') return !PUBLIC_KEY.test(words[index - 1] ?? '')
    return SECRET_WORD.test(word)
  })
}
