const ANY_OTHER = '*'

/** Names first, then how it is, figures, and last what is often the same in all rows. */
const ORDER: readonly string[] = [
  'name',
  'route',
  'method',
  'host',
  'hostName',
  'signal',
  'resource',
  'type',
  'severity',
  'status',
  'state',
  'progressPercentage',
  'message',
  'operation',
  'collection',
  'system',
  'at',
  'startsAt',
  'startedAt',
  'source',
  'pid',
  'alive',
  'processedItems',
  'totalItems',
  'itemsPerSecond',
  'estimatedRemainingSeconds',
  'estimatedRemainingSecondsP90',
  'failedItems',
  'ratePerSecond',
  'errorRatio',
  'p50Seconds',
  'p95Seconds',
  'p99Seconds',
  'active',
  'oldestActiveSeconds',
  'count',
  'failures',
  ANY_OTHER,
  'kind',
  'service',
]

/** Without one of these, the service is what a row is about. */
const NAMES = new Set(['name', 'route', 'host', 'signal', 'type', 'operation'])

/** Puts keys of the data into the order in which people read them; unknown ones keep the order of the data. */
export function inOrder(keys: Iterable<string>): string[] {
  const all = [...keys]
  const serviceLeads = !all.some((key) => NAMES.has(key))
  const rank = (key: string): number => (serviceLeads && key === 'service' ? -1 : rankOf(key))
  return all.toSorted((a, b) => rank(a) - rank(b))
}

function rankOf(key: string): number {
  const index = ORDER.indexOf(key)
  return index === -1 ? ORDER.indexOf(ANY_OTHER) : index
}
