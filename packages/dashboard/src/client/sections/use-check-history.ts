import { useMemo } from 'preact/hooks'
import { windowOf } from '../charts/time-window.ts'
import { useRangeQuery } from '../charts/use-range-query.ts'
import { usePage } from '../page-context.ts'
import type { Statuses } from '../parts/status-strip.tsx'

const POINTS = 90
/** The worst first: of several processes that check the same, the one that is worst off counts. */
const ORDER = ['error', 'warning', 'ok', 'unknown']

/** What each check was over the time that is chosen. @param endMs - Asked for again when it changes. */
export function useCheckHistory(endMs: number): (service: string, name: string) => Statuses | undefined {
  const { address } = usePage()
  const window = useMemo(() => windowOf(address.range, endMs, POINTS), [address.range, endMs])
  const { series } = useRangeQuery(
    [
      `max by (service_name, cryo_check_name, cryo_check_status) (max_over_time(cryo_health_status[${window.stepMs / 1000}s]))`,
    ],
    window,
  )
  const byCheck = useMemo(() => {
    const found = new Map<string, (string | null)[]>()
    const known = (series?.[0] ?? []).toSorted(
      (left, right) => rankOf(right.labels['cryo_check_status']) - rankOf(left.labels['cryo_check_status']),
    )
    for (const { labels, values } of known) {
      const key = `${labels['service_name'] ?? ''}\n${labels['cryo_check_name'] ?? ''}`
      const statuses = found.get(key) ?? values.map(() => null)
      for (const [index, value] of values.entries())
        if (value === 1) statuses[index] = labels['cryo_check_status'] ?? null
      found.set(key, statuses)
    }
    return found
  }, [series])
  return (service, name) => byCheck.get(`${service}\n${name}`)
}

function rankOf(status: string | undefined): number {
  return ORDER.indexOf(status ?? '')
}
