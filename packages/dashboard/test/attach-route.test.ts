import { describe, expect, it, vi } from 'vitest'
import type { AttachRequest, DashboardSource } from '../src/dashboard-source.ts'
import { ask, stubRoutes } from './stub-source.ts'

const RIGHT = { authorization: 'Bearer attach-secret' }
const POST = { method: 'POST', body: 'frame' }

describe('attaching', () => {
  it('hands the request on as a stream and answers with the stream of the hub', async () => {
    const attach = vi.fn(async ({ body, headers }: AttachRequest) => {
      const received = await new Response(body).text()
      const messages = new Blob([`${headers.get('x-pid')}:${received}`]).stream()
      return { accepted: true, messages } as const
    })
    const routes = stubRoutes({ attach }, { attachToken: 'attach-secret' })
    const response = await ask(routes, '/monitoring/api/attach', { ...RIGHT, 'x-pid': '7' }, POST)
    expect([response.status, await response.text()]).toEqual([200, '7:frame'])
  })

  it('needs its own token, not that of the page', async () => {
    const attach = vi.fn<DashboardSource['attach']>()
    const routes = stubRoutes({ attach }, { attachToken: 'attach-secret', token: 'page-secret' })
    for (const headers of [{}, { authorization: 'Bearer page-secret' }, { authorization: 'Basic YTpi' }]) {
      expect((await ask(routes, '/monitoring/api/attach', headers, POST)).status).toBe(401)
    }
    expect(attach).not.toHaveBeenCalled()
  })

  it('is refused to all where there is no token for it', async () => {
    expect((await ask(stubRoutes(), '/monitoring/api/attach', RIGHT, POST)).status).toBe(403)
  })

  it('stops guessing, and keeps no process of the folder out', async () => {
    const attach: DashboardSource['attach'] = () => ({ accepted: false, status: 409, message: 'asked' })
    const routes = stubRoutes({ attach }, { attachToken: 'attach-secret' })
    const attempt = async (authorization: string): Promise<number> =>
      (await ask(routes, '/monitoring/api/attach', { authorization }, POST)).status
    for (let count = 0; count < 10; count++) expect(await attempt(`Bearer ${count}`)).toBe(401)
    expect(await attempt('Bearer 10')).toBe(429)
    expect(await attempt(RIGHT.authorization)).toBe(409)
  })

  it('passes the refusal of the hub on', async () => {
    const attach: DashboardSource['attach'] = () => ({
      accepted: false,
      status: 409,
      message: 'another folder',
    })
    const routes = stubRoutes({ attach }, { attachToken: 'attach-secret' })
    const response = await ask(routes, '/monitoring/api/attach', RIGHT, POST)
    expect([response.status, await response.json()]).toEqual([409, { error: 'another folder' }])
  })
})
