/**
 * The label that Prometheus makes of an attribute's key: other characters than letters and digits become
 * underscores, `key_` goes before a digit and `key` before a single underscore. The rules are those of
 * github.com/prometheus/otlptranslator v1.0.0 with the settings that Prometheus 3.13 has by default.
 * @returns Undefined when only underscores are left; Prometheus takes no point with such an attribute.
 * @example
 * toLabelName('http.request.method') // http_request_method
 */
export function toLabelName(key: string): string | undefined {
  const name = key.replace(/[^a-zA-Z0-9]/gu, '_')
  const prefixed = /^\d/.test(name) ? `key_${name}` : /^_(?!_)/.test(name) ? `key${name}` : name
  return /^_*$/.test(prefixed) ? undefined : prefixed
}
