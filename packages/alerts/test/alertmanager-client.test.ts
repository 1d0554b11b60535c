import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { AlertmanagerClient, AlertmanagerRefusal } from '../src/alertmanager/index.ts'

let answer: (request: IncomingMessage, response: ServerResponse) => void
const server = createServer((request, response) => answer(request, response))
let url: string
beforeEach(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

describe('the client of Alertmanager', () => {
  it.each(['', 'null', '{}', '"ok"', '{', '<html>'])(
    'takes no answer of somebody else for the answer that nothing fires: %s',
    async (text) => {
      answer = (_request, response) => response.end(text)
      const reason = /none of Alertmanager's|JSON/
      await expect(new AlertmanagerClient(url).alerts()).rejects.toThrow(reason)
      await expect(new AlertmanagerClient(url).silences()).rejects.toThrow(reason)
    },
  )

  it('says which requests are refused for ever', async () => {
    answer = (request, response) => response.writeHead(request.method === 'POST' ? 400 : 500).end('why')
    const client = new AlertmanagerClient(url)
    const silence = { matchers: [], endsMs: Date.now() + 1000, comment: '' }
    await expect(client.alerts()).rejects.toMatchObject({
      message: 'Alertmanager answers 500: why',
      isWrong: false,
    })
    await expect(client.silence(silence, 0, '')).rejects.toSatisfy(
      (error) => error instanceof AlertmanagerRefusal && error.isWrong,
    )
  })

  it('follows nobody elsewhere, and reads no answer that has no end', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()
    await expect(new AlertmanagerClient(url).alerts()).rejects.toThrow('fetch failed')
    answer = (_request, response) => {
      const more = (): boolean => response.write(Buffer.alloc(1024 * 1024, ' '), () => more())
      more()
    }
    await expect(new AlertmanagerClient(url).alerts()).rejects.toThrow('is over 16777216 bytes')
  })

  it('takes any user and password that a URL may have', async () => {
    const given: (string | undefined)[] = []
    answer = (request, response) => {
      given.push(request.headers.authorization)
      response.end('[]')
    }
    for (const user of ['a%20b:p%40', 'a%zz:p%'])
      expect(await new AlertmanagerClient(url.replace('//', `//${user}@`)).alerts()).toEqual([])
    const decoded = given.map((one) => Buffer.from(one?.slice('Basic '.length) ?? '', 'base64').toString())
    expect(decoded).toEqual(['a b:p@', 'a%zz:p%'])
  })
})
