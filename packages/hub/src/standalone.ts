import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'

import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import { Hub } from './hub.ts'

/** How long an orderly end may take, in milliseconds. */
const END_MS = 2000

/** A hub without an application of its own. */
export interface StandaloneHub {
  /** Delivers or spools what it holds, and ends. */
  stop(): Promise<void>
}

/**
 * Runs a hub as a process of its own: for applications in other languages, and for jobs whose end it sees.
 *
 * @param onAddress - Told where the page is, and whether this hub serves it or one that it attached to.
 */
export async function startStandalone(
  configuration: HubConfiguration,
  version: string,
  onAddress: (url: string | null, isOwn: boolean) => void,
): Promise<StandaloneHub> {
  const resource = {
    'service.name': 'cryo-monitoring-hub',
    'service.instance.id': randomUUID(),
    'service.version': version,
    'host.name': hostname(),
    'process.pid': process.pid,
  }
  const hub = new Hub(
    { configuration, resource, sources: [], announcements: [], alertHandlers: 0, version, ending: false },
    (news) => {
      if (news.type === 'address') onAddress(news.url, news.isOwn)
    },
  )
  await hub.run()
  return {
    stop: async () => {
      await hub.end(END_MS).catch((error: unknown) => writeLogLine(String(error)))
      await hub.close()
    },
  }
}
