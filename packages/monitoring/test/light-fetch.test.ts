import { afterAll, describe, expect, it } from 'vitest'

import { useLightFetch } from '../src/light-fetch.ts'

const native = { Headers, Request, Response }
useLightFetch()
const light = { Headers, Request, Response }
afterAll(() => {
  Object.assign(globalThis, native)
})

async function read(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return null
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('light fetch', () => {
  it('stands in for the classes of Node', () => {
    expect(light.Headers).not.toBe(native.Headers)
    expect(light.Request).not.toBe(native.Request)
    expect(light.Response).not.toBe(native.Response)
  })

  it.each([
    ['nothing', undefined],
    ['a record', { 'X-B': 'one', 'x-a': ' two ' }],
    [
      'pairs',
      [
        ['Set-Cookie', 'a=1'],
        ['X-B', 'one'],
        ['set-cookie', 'b=2'],
        ['x-b', 'two'],
      ],
    ],
    ['an empty value', { 'x-a': '' }],
  ] as [string, ConstructorParameters<typeof Headers>[0]][])(
    'has the headers of Node from %s',
    (_name, source) => {
      const ours = new light.Headers(source)
      const theirs = new native.Headers(source)
      expect([...ours]).toEqual([...theirs])
      expect([...ours.keys()]).toEqual([...theirs.keys()])
      expect([...ours.values()]).toEqual([...theirs.values()])
      expect(ours.getSetCookie()).toEqual(theirs.getSetCookie())
      for (const name of ['x-a', 'X-B', 'set-cookie', 'absent']) {
        expect(ours.get(name)).toBe(theirs.get(name))
        expect(ours.has(name)).toBe(theirs.has(name))
      }
    },
  )

  it('sets, appends and deletes as the headers of Node do', () => {
    const results = [light.Headers, native.Headers].map((Implementation) => {
      const headers = new Implementation({ 'x-a': 'one', 'x-b': 'two' })
      headers.append('X-A', 'more')
      headers.set('x-b', 'new')
      headers.append('set-cookie', 'a=1')
      headers.append('set-cookie', 'b=2')
      headers.set('set-cookie', 'c=3')
      headers.delete('x-c')
      const seen: string[] = []
      headers.forEach((value, name) => seen.push(`${name}=${value}`))
      headers.delete('X-A')
      return [seen, [...headers], [...new Implementation(headers)]]
    })
    expect(results[0]).toEqual(results[1])
  })

  it.each(['x y', '', 'x\n', 'x:'])('refuses the header name %j', (name) => {
    expect(() => new light.Headers().append(name, 'x')).toThrow(TypeError)
    expect(() => new native.Headers().append(name, 'x')).toThrow(TypeError)
  })

  it.each(['a\r\nset-cookie: b', 'a\nb', 'a\0b'])('refuses the header value %j', (value) => {
    expect(() => new light.Headers().append('x-a', value)).toThrow(TypeError)
    expect(() => new native.Headers().append('x-a', value)).toThrow(TypeError)
  })

  it.each([
    ['no body', null, {}],
    ['text', 'grüezi', { status: 201 }],
    ['text with a type', 'x', { headers: { 'content-type': 'text/html' } }],
    ['bytes', new Uint8Array([104, 105]), { status: 404, headers: { 'x-a': 'b' } }],
    ['empty text', '', {}],
  ] as [string, string | Uint8Array<ArrayBuffer> | null, ResponseInit][])(
    'answers with %s as Node',
    async (_name, body, init) => {
      const ours = new light.Response(body, init)
      const theirs = new native.Response(body, init)
      expect(ours.status).toBe(theirs.status)
      expect(ours.ok).toBe(theirs.ok)
      expect([...ours.headers]).toEqual([...theirs.headers])
      expect(await read(ours.body)).toBe(await read(theirs.body))
    },
  )

  it('answers with JSON as Node', async () => {
    const ours = light.Response.json({ a: 1 }, { status: 400 })
    const theirs = native.Response.json({ a: 1 }, { status: 400 })
    expect([ours.status, ...ours.headers]).toEqual([theirs.status, ...theirs.headers])
    expect(await read(ours.body)).toBe(await read(theirs.body))
  })

  it('passes a stream on and hands over the same body each time', () => {
    const stream = new ReadableStream<Uint8Array>()
    const answer = new light.Response(stream)
    expect(answer.body).toBe(stream)
    const text = new light.Response('x')
    expect(text.body).toBe(text.body)
  })

  it('carries a request with its body and its signal', async () => {
    const { signal } = new AbortController()
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        controller.enqueue(new Uint8Array([104, 105]))
        controller.close()
      },
    })
    const request = new light.Request('http://localhost/x', {
      method: 'POST',
      headers: { 'x-a': 'b' },
      body,
      signal,
    })
    expect([request.method, request.url, request.headers.get('x-a')]).toEqual([
      'POST',
      'http://localhost/x',
      'b',
    ])
    expect(request.signal).toBe(signal)
    expect(await read(request.body)).toBe('hi')
  })
})
