import { readProperty } from '@cryo/conventions/redaction'

/** What is asked, and what counts as an answer. */
export interface Endpoint {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** `null`: any of 200 to 299. */
  readonly expected: readonly number[] | null
}

/** A method that asks and gets an answer; CONNECT and TRACE do something else. */
const METHOD = /^(?!CONNECT$|TRACE$)[A-Z]{1,20}$/

/** @throws TypeError that says what is wrong with the address, the method, the status or the headers. */
export function readEndpoint(address: unknown, options: unknown): Endpoint {
  return {
    url: readUrl(address),
    method: readMethod(readProperty(options, 'method') ?? 'GET'),
    headers: readHeaders(readProperty(options, 'headers')),
    expected: readExpected(readProperty(options, 'expectedStatus')),
  }
}

function readUrl(address: unknown): URL {
  const url = typeof address === 'string' || address instanceof URL ? URL.parse(String(address)) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError('watchEndpoint needs a URL of http or https')
  }
  return url
}

function readMethod(method: unknown): string {
  const upper = typeof method === 'string' ? method.toUpperCase() : ''
  if (!METHOD.test(upper)) throw new TypeError('watchEndpoint needs a method such as GET')
  return upper
}

function readExpected(status: unknown): readonly number[] | null {
  if (status === undefined) return null
  const statuses: readonly unknown[] = Array.isArray(status) ? status : [status]
  const valid = statuses.filter((one) => Number.isInteger(one)) as number[]
  if (valid.length === 0 || valid.length < statuses.length) {
    throw new TypeError('watchEndpoint needs an expectedStatus such as 204')
  }
  return valid
}

function readHeaders(headers: unknown): Readonly<Record<string, string>> {
  if (headers === undefined) return {}
  if (typeof headers !== 'object' || headers === null)
    throw new TypeError('watchEndpoint needs headers as an object')
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
