/*
 * `Headers`, `Request` and `Response` for the hub's thread. Those of Node live in undici: loading it for the page's
 * server alone would take nine megabytes of the application's process. These do what a server needs and no more.
 */

type HeaderRecord = Readonly<Record<string, string>>
type HeadersSource = Iterable<readonly [string, string]> | HeaderRecord

const TEXT_TYPE = 'text/plain;charset=UTF-8'
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/
const FORBIDDEN_IN_VALUE = /[\0\r\n]/

/** Names are compared in lower case and come sorted, as in the Fetch standard; each `set-cookie` stays a line of its own. */
class LightHeaders {
  readonly #values = new Map<string, string>()
  readonly #cookies: string[] = []

  constructor(source?: HeadersSource | null) {
    if (source === undefined || source === null) return
    const entries = Symbol.iterator in source ? source : Object.entries(source)
    for (const [name, value] of entries as Iterable<readonly [string, string]>) this.append(name, value)
  }

  append(name: string, value: string): void {
    const key = toKey(name)
    const text = toValue(value)
    if (key === 'set-cookie') {
      this.#cookies.push(text)
      return
    }
    const before = this.#values.get(key)
    const separator = key === 'cookie' ? '; ' : ', '
    this.#values.set(key, before === undefined ? text : before + separator + text)
  }

  set(name: string, value: string): void {
    this.delete(name)
    this.append(name, value)
  }

  delete(name: string): void {
    const key = toKey(name)
    if (key === 'set-cookie') this.#cookies.length = 0
    else this.#values.delete(key)
  }

  get(name: string): string | null {
    const key = toKey(name)
    if (key === 'set-cookie') return this.#cookies.length === 0 ? null : this.#cookies.join(', ')
    return this.#values.get(key) ?? null
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  getSetCookie(): string[] {
    return [...this.#cookies]
  }

  forEach(callback: (value: string, name: string, headers: LightHeaders) => void, thisArg?: unknown): void {
    for (const [name, value] of this) callback.call(thisArg, value, name, this)
  }

  *entries(): Generator<[string, string]> {
    const lines: [string, string][] = [...this.#values]
    for (const cookie of this.#cookies) lines.push(['set-cookie', cookie])
    yield* lines.toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
  }

  *keys(): Generator<string> {
    for (const [name] of this) yield name
  }

  *values(): Generator<string> {
    for (const [, value] of this) yield value
  }

  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries()
  }
}

function toKey(name: string): string {
  if (!HEADER_NAME.test(name)) throw new TypeError(`invalid header name ${JSON.stringify(name)}`)
  return name.toLowerCase()
}

function toValue(value: string): string {
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')
  if (FORBIDDEN_IN_VALUE.test(text)) throw new TypeError('a header value holds a line break')
  return text
}

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null

interface RequestSettings {
  readonly method?: string
  readonly headers?: HeadersSource
  readonly body?: Body
  readonly signal?: AbortSignal
}

/** What the server hands to the routes once it needs more than the request line: the body as a stream. */
class LightRequest {
  readonly url: string
  readonly method: string
  readonly headers: LightHeaders
  readonly signal: AbortSignal
  readonly body: ReadableStream<Uint8Array> | null

  constructor(url: string, { method = 'GET', headers, body = null, signal }: RequestSettings = {}) {
    this.url = url
    this.method = method
    this.headers = new LightHeaders(headers)
    this.signal = signal ?? new AbortController().signal
    this.body = toStream(body)
  }
}

interface ResponseSettings {
  readonly status?: number
  readonly statusText?: string
  readonly headers?: HeadersSource
}

/** An answer of the routes; its body is read once, by the server. */
class LightResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: LightHeaders
  readonly #body: Body
  #stream: ReadableStream<Uint8Array> | null = null

  constructor(body: Body = null, { status = 200, statusText = '', headers }: ResponseSettings = {}) {
    this.status = status
    this.statusText = statusText
    this.headers = new LightHeaders(headers)
    this.#body = body
    if (typeof body === 'string' && !this.headers.has('content-type'))
      this.headers.set('content-type', TEXT_TYPE)
  }

  static json(data: unknown, { headers, ...settings }: ResponseSettings = {}): LightResponse {
    const all = new LightHeaders(headers)
    if (!all.has('content-type')) all.set('content-type', 'application/json')
    return new LightResponse(JSON.stringify(data), { ...settings, headers: all })
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get body(): ReadableStream<Uint8Array> | null {
    this.#stream ??= toStream(this.#body)
    return this.#stream
  }
}

function toStream(body: Body): ReadableStream<Uint8Array> | null {
  if (body === null || body instanceof ReadableStream) return body
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return new ReadableStream({
    start(controller) {
      if (bytes.byteLength > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}

/** Makes these the `Headers`, `Request` and `Response` of this thread; before anything that knows those of Node. */
export function useLightFetch(): void {
  // To define them instead would evaluate what is there now.
  Object.assign(globalThis, { Headers: LightHeaders, Request: LightRequest, Response: LightResponse })
}
