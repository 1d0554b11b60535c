import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { encodeTraces } from '../src/encode-traces.ts'
import { type FaultProxy, type ProxyMode, startFaultProxy } from '../src/fault-proxy.ts'
import { startOtlpSink } from '../src/otlp-sink.ts'

function post(proxy: FaultProxy): Promise<Response> {
  return fetch(`http://${proxy.address}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', connection: 'close' },
    body: Buffer.from(encodeTraces(['a'])),
  })
}

describe('the fault proxy', () => {
  it('carries both ways', async () => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port })
    expect((await post(proxy)).status).toBe(200)
    expect(sink.spans).toHaveLength(1)
    expect(proxy.connections).toBe(1)
  })

  it.each<[ProxyMode, number]>([
    ['refuse', 0],
    ['cut', 1],
  ])('fails the client in mode %s', async (mode, received) => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port, mode })
    await expect(post(proxy)).rejects.toThrow('fetch failed')
    expect(sink.spans).toHaveLength(received)
  })

  it('hangs until it is told to pass', async () => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port, mode: 'hang' })
    const hanging = post(proxy)
    await proxy.waitForConnections(1)
    proxy.setMode('pass')
    await expect(hanging).rejects.toThrow('fetch failed')
    expect((await post(proxy)).status).toBe(200)
    expect(sink.spans).toHaveLength(1)
  })

  it('drips a byte at a time', async () => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port, mode: 'drip', dripEveryMs: 1 })
    const client = connect(proxy.port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    const sizes: number[] = []
    client.on('data', (chunk) => {
      if (sizes.push(chunk.length) === 5) client.destroy()
    })
    await once(client, 'close')
    // Two bytes may be read at once when the machine is busy; the reply has over a hundred.
    expect(sizes).toHaveLength(5)
    expect(Math.max(...sizes)).toBeLessThan(20)
  })
})
