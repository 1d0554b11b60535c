import { createManualClock, startOtlpSink } from '@cryo/testing'
import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { exchange, type ExchangeOptions } from '../../src/forward/http-exchange.ts'

function optionsFor(url: string): ExchangeOptions {
  return {
    url: new URL(url),
    agent: new Agent(),
    headers: {},
    body: Buffer.from('x'),
    deadlineMs: 1000,
    maxReplyBytes: 10,
    clock: createManualClock(),
  }
}

describe('an exchange', () => {
  it('keeps no more of a reply than it may, and leaves no timer', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ status: 400, bodyBytes: 100_000 })
    const options = optionsFor(sink.url)
    const reply = await exchange(options)
    expect([reply.status, reply.body.length]).toEqual([400, 10])
    expect(options.clock).toMatchObject({ pending: [] })
  })

  it('keeps a reply of just the size that it may have', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ status: 400, headers: { connection: 'close' }, bodyBytes: 10 })
    expect((await exchange(optionsFor(sink.url))).body.length).toBe(10)
  })

  it('hangs up on a reply without end', async () => {
    const { promise: hungUp, resolve } = Promise.withResolvers<void>()
    const server = createServer((_, response) => {
      response.once('close', resolve)
      const more = (): void => {
        while (response.write('x'.repeat(1000)));
        response.once('drain', more)
      }
      more()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect((await exchange(optionsFor(`http://127.0.0.1:${port}`))).body.length).toBe(10)
    await hungUp
    server.close()
  })

  it.each(['101 Switching Protocols', '99 What'])('fails on an answer of %s', async (line) => {
    const server = createServer().listen(0, '127.0.0.1')
    server.on('connection', (socket) => {
      socket.end(`HTTP/1.1 ${line}\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n`)
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(exchange(optionsFor(`http://127.0.0.1:${port}`))).rejects.toThrow(/./)
    server.close()
  })
})
