import { HTTP_REQUEST_METHOD_VALUE_OTHER } from '@opentelemetry/semantic-conventions'

/** The methods that the semantic conventions know: RFC 9110, PATCH and QUERY. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'QUERY',
  'CONNECT',
  'TRACE',
])

/** The method as the semantic conventions have it: `_OTHER` for one they do not know. */
export function toKnownMethod(method: string): string {
  return KNOWN_METHODS.has(method) ? method : HTTP_REQUEST_METHOD_VALUE_OTHER
}

/** The method as it stands in a span's name. */
export function toNamedMethod(knownMethod: string): string {
  return knownMethod === HTTP_REQUEST_METHOD_VALUE_OTHER ? 'HTTP' : knownMethod
}
