import { expect, it } from 'vitest'

import type { Insights } from '../src/insights.ts'
import { Peers } from '../src/peers.ts'

const NAMED = { 'service.name': 'shop', 'service.instance.id': 'configured' }

/** Lets a process attach; its connection ends with the signal. */
async function attach(
  peers: Peers,
  hubId: string,
  resource: Record<string, string>,
): Promise<AbortController> {
  const connection = new AbortController()
  const hello = `${JSON.stringify({ hubId, pid: 7, resource })}\n`
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(hello)),
  })
  const reply = await peers.attachments.accept({ body, headers: new Headers(), signal: connection.signal })
  expect(reply.accepted).toBe(true)
  return connection
}

function createPeers(gone: string[]): Peers {
  const insights = { alerts: { meet: () => {}, forget: () => {} }, jobs: { forget: () => {} } }
  return new Peers({
    insights: insights as unknown as Insights,
    resource: NAMED,
    tell: () => {},
    onGone: ({ hubId }) => gone.push(hubId),
  })
}

it('knows which processes are here, and keeps one that says it is the same as one that leaves', async () => {
  const gone: string[] = []
  const peers = createPeers(gone)
  const other = await attach(peers, 'other', { 'service.instance.id': 'b' })
  const namesake = await attach(peers, 'namesake', NAMED)
  expect(['configured', 'b', 'c'].map((instance) => peers.has(instance))).toEqual([true, true, false])
  expect(['other', 'namesake', '', 7].map((source) => peers.isAttached(source))).toEqual([
    true,
    true,
    false,
    false,
  ])
  namesake.abort()
  other.abort()
  expect(gone).toEqual(['namesake', 'other'])
  expect(['configured', 'b'].map((instance) => peers.has(instance))).toEqual([true, false])
})
