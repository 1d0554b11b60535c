import { readSilence } from '@cryo/alerts'
import type { DashboardSource, SilenceSummary } from '@cryo/dashboard'

import type { HubAlerts } from './alerts/hub-alerts.ts'
import type { ErrorGroups } from './errors/error-groups.ts'

/** What somebody may ask for on the page. */
export type PageActions = Pick<
  DashboardSource,
  'silences' | 'silence' | 'unsilence' | 'errorGroups' | 'resolveError'
>

/** Makes what the page can do: silence and unsilence as applications can, and resolve error groups. */
export function createPageActions(alerts: HubAlerts, errorGroups: ErrorGroups): PageActions {
  return {
    silences: (): SilenceSummary[] => alerts.silenced(),
    silence: async (target, options) => {
      const request = readRequest(target, options)
      if ('outcome' in request) return request
      try {
        return { id: await alerts.silence(request) }
      } catch (error) {
        return { outcome: 'failed', message: messageOf(error) }
      }
    },
    unsilence: async (idOrName) => {
      try {
        return { ended: await alerts.unsilence(idOrName) }
      } catch (error) {
        return { message: messageOf(error) }
      }
    },
    errorGroups: () => errorGroups.report(Date.now(), Infinity),
    resolveError: (service, id) => errorGroups.resolve(service, id, Date.now()),
  }
}

function readRequest(
  target: unknown,
  options: unknown,
): ReturnType<typeof readSilence> | { readonly outcome: 'wrong'; readonly message: string } {
  try {
    return readSilence(target, options, Date.now())
  } catch (error) {
    return { outcome: 'wrong', message: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
