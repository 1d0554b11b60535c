import { REDACTED } from './redaction-settings.ts'

/** Credentials that tell themselves by their form, whatever stands around them. */
const TOKENS = new RegExp(
  `(?<![A-Za-z0-9])(?:${[
    // JSON Web Tokens.
    'eyJ[\\w-]{12,}(?:\\.[\\w-]*){0,2}',
    // GitHub, GitLab, npm, Slack, Hugging Face.
    'gh[pousr]_\\w{16,}',
    'github_pat_\\w{16,}',
    'glpat-[\\w-]{16,}',
    'npm_\\w{30,}',
    'xox[abeoprs]-[\\w-]{8,}',
    'hf_\\w{16,}',
    // Stripe, OpenAI and those who copied their form.
    '[rsp]k_(?:live|test)_\\w{8,}',
    'sk-[\\w-]{16,}',
    // AWS key ids, Google API keys and OAuth tokens, SendGrid.
    'A(?:KIA|SIA)[0-9A-Z]{12,}',
    'AIza[\\w-]{30,}',
    'ya29\\.[\\w-]{16,}',
    'SG\\.[\\w-]{16,}(?:\\.[\\w-]*)?',
  ].join('|')})`,
  'g',
)

/** A private key in PEM, up to its end or, where it was cut off, to the end of the text. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----))*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g

/** `Bearer <token>`, `Basic <base64>`; words of prose after them are told apart in {@link redactScheme}. */
const SCHEME = /\b(bearer|basic|digest|negotiate)(\s{1,8})([\w.~+/-]{6,}={0,2})/gi
const PROSE = /^(?:tokens?|auth|authenticat\w*|authori[sz]\w*|credentials?|header|scheme|access|required)$/i

/** Credentials without a scheme before a host: `root:pw@tcp(db:3306)/x`, `user:pw@db.example.org:5432/x`. */
const BARE_DSN =
  /(?<![\w.%+~-])[\w.%+~-]{1,64}:[^\s"'`<>@:/\\]{1,256}@(?=\w{1,8}\(|[\w-][\w.-]{0,200}(?::\d|\/))/g

/** A row that PostgreSQL shows in the detail of a violated constraint, with all its values. */
const FAILING_ROW = /(Failing row contains )\([^\n]*/g
const IDENTIFIED_BY =
  /(\bidentified\s{1,8}(?:with\s{1,8}\w{1,64}\s{1,8})?by\s{1,8}(?:password\s{1,8})?)'[^']*(?:'|$)/gi
const INSERT = /\binsert\s{1,8}into\b/i
const VALUES = /\bvalues\s{0,8}\(/i

/** Takes out credentials that their form or the word before them tells. */
export function redactTokens(text: string): string {
  return redactInsert(text)
    .replaceAll(PRIVATE_KEY, REDACTED)
    .replaceAll(TOKENS, REDACTED)
    .replaceAll(SCHEME, redactScheme)
    .replaceAll(BARE_DSN, `${REDACTED}@`)
    .replaceAll(FAILING_ROW, `$1(${REDACTED})`)
    .replaceAll(IDENTIFIED_BY, `$1'${REDACTED}'`)
}

function redactScheme(match: string, scheme: string, gap: string, value: string): string {
  if (PROSE.test(value)) return match
  const isBase64 = /\d|=$|[a-z][A-Z]/.test(value)
  return isBase64 || scheme.toLowerCase() === 'bearer' ? `${scheme}${gap}${REDACTED}` : match
}

/** Takes the literals out of `INSERT … VALUES (…)`: no name beside them tells which of them are secret. */
function redactInsert(text: string): string {
  if (!INSERT.test(text)) return text
  const at = text.search(VALUES)
  if (at < 0) return text
  return text.slice(0, at) + text.slice(at).replaceAll(/'[^']*(?:'|$)/g, `'${REDACTED}'`)
}
