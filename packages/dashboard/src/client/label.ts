/** Names that the rule below would not find. */
const LABELS: Readonly<Record<string, string>> = {
  active: 'In flight',
  alive: 'Running',
  api: 'Endpoints',
  at: 'When',
  byType: 'By type',
  checkedAt: 'Checked',
  cpuPercent: 'CPU',
  database: 'Databases',
  errorRatio: 'Error rate',
  eventLoopDelaySeconds: 'Loop delay p99',
  eventLoopPercent: 'Loop busy',
  forwardsTo: 'Forwards to',
  hostName: 'Host',
  itemsPerSecond: 'Speed',
  lagSeconds: 'Lag',
  estimatedRemainingSeconds: 'Time left',
  estimatedRemainingSecondsP90: 'At most (90 %)',
  failedItems: 'Failed',
  monitoringDir: 'Folder',
  oldestActiveSeconds: 'Oldest in flight',
  p50Seconds: 'p50',
  p95Seconds: 'p95',
  p99Seconds: 'p99',
  percent: 'In use',
  pid: 'PID',
  processedItems: 'Done',
  ratePerSecond: 'Rate',
  recent: 'Latest',
  startsAt: 'Since',
  startedAt: 'Started',
  totalItems: 'Of',
  traceId: 'Trace',
}

const UNIT_SUFFIX = /(?:Seconds|Bytes|Percentage|Percent|PerSecond|Ratio)$/

/** `URL` in `hubURLCount`, `A` and `Row` in `inARow`. */
const WORD = /[A-Z]+(?=[A-Z][a-z])|[A-Z]+(?![a-z])|[A-Z][a-z]*/g

/** The words for a key of the data: its unit is dropped, since values carry theirs. */
export function labelOf(key: string): string {
  if (Object.hasOwn(LABELS, key)) return LABELS[key]!
  const words = (key.replace(UNIT_SUFFIX, '') || key)
    .replace(WORD, (word) => ` ${word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase()}`)
    .replace(/[_.-]+/g, ' ')
  return capitalise(words.trim())
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
