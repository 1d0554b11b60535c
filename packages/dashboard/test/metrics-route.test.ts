import { gunzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { acceptsGzip } from '../src/accepts-gzip.ts'
import { ask, stubRoutes } from './stub-source.ts'

async function* lines(count: number): AsyncGenerator<string> {
  for (let line = 0; line < count; line++) yield `cryo_custom{cryo_metric_name="m${line}"} ${line}\n`
}

async function wholeText(count: number): Promise<string> {
  return (await Array.fromAsync(lines(count))).join('')
}

describe('/metrics', () => {
  it('hands the Accept header on and answers with the content type that was chosen', async () => {
    const metrics = vi.fn(() => ({
      contentType: 'application/openmetrics-text; version=1.0.0',
      chunks: ['# EOF\n'],
    }))
    const response = await ask(stubRoutes({ metrics }), '/metrics', {
      accept: 'application/openmetrics-text',
    })
    expect(metrics).toHaveBeenCalledWith('application/openmetrics-text')
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0')
    expect(response.headers.get('vary')).toBe('Accept, Accept-Encoding')
    expect(await response.text()).toBe('# EOF\n')
  })

  it('sends many chunks whole, plain and packed', async () => {
    const routes = stubRoutes({ metrics: () => ({ contentType: 'text/plain', chunks: lines(20_000) }) })
    const expected = await wholeText(20_000)
    const plain = await ask(routes, '/metrics')
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(expected)
    const packed = await ask(routes, '/metrics', { 'accept-encoding': 'gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await packed.arrayBuffer()).toString()).toBe(expected)
  })

  it('asks the hub for no more than is read', async () => {
    let made = 0
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        made += 1
        yield 'x'.repeat(32 * 1024)
      }
    }
    const routes = stubRoutes({ metrics: () => ({ contentType: 'text/plain', chunks: endless() }) })
    const reader = (await ask(routes, '/metrics')).body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(made).toBeLessThan(20)
  })

  it('ends the source when the reader goes', async () => {
    let ended = false
    async function* chunks(): AsyncGenerator<string> {
      try {
        for (;;) yield 'x'.repeat(64 * 1024)
      } finally {
        ended = true
      }
    }
    const routes = stubRoutes({ metrics: () => ({ contentType: 'text/plain', chunks: chunks() }) })
    const reader = (await ask(routes, '/metrics')).body!.getReader()
    await reader.read()
    await reader.cancel()
    await vi.waitFor(() => expect(ended).toBe(true))
  })

  it('answers HEAD without a body', async () => {
    const chunks = vi.fn(() => lines(1))
    const routes = stubRoutes({
      metrics: () => ({ contentType: 'text/plain', chunks: { [Symbol.asyncIterator]: chunks } }),
    })
    const response = await ask(routes, '/metrics', {}, { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(chunks).not.toHaveBeenCalled()
  })
})

describe('Accept-Encoding', () => {
  it.each([
    ['gzip', true],
    ['deflate, GZIP;q=0.5', true],
    ['gzip;q=1.0', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['br', false],
    ['xgzip', false],
    ['', false],
    [undefined, false],
  ])('%j: %s', (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected)
  })
})
