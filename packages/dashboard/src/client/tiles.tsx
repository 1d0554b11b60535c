import type { VNode } from 'preact'
import { formatDuration } from './format-duration.ts'
import { formatNumber, formatPercent, formatRate } from './format-number.ts'
import type { PageData } from './serialized.ts'
import { type Tone, toneOfNumber } from './tone.ts'

interface TileData {
  readonly title: string
  readonly hint: string
  readonly value: string
  readonly sub: string
  readonly section: string
  readonly tone: Tone | null
}

/** The few figures that tell most, each a link to its section. */
export function Tiles({ data }: { readonly data: PageData }): VNode {
  return (
    <ul class="tiles">
      {tilesOf(data).map(({ title, hint, value, sub, section, tone }) => (
        <li key={title} data-tone={tone ?? 'none'}>
          <a href={`#${section}`} title={hint}>
            <span class="tile-title">{title}</span>
            <span class="tile-value">{value}</span>
            <span class="tile-sub">{sub}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

function tilesOf({ performance, progress, alerts, errors, health, systemInfo }: PageData): TileData[] {
  const { requests } = performance
  const running = progress.filter(({ endedAt }) => endedAt === null)
  const firing = alerts.filter(({ silenced }) => !silenced)
  const silenced = alerts.length - firing.length
  const checks = [...health.database, ...health.api, ...health.system]
  const bad = checks.filter(({ status }) => status === 'error' || status === 'warning')
  const open = errors.groups.filter(({ state }) => state === 'new' || state === 'regressed')
  return [
    {
      title: 'Alerts firing',
      hint: 'Alerts that fire and are not silenced',
      value: formatNumber(firing.length),
      sub: silenced > 0 ? `${silenced} silenced` : 'none silenced',
      section: 'alerts',
      tone:
        firing.length === 0
          ? 'ok'
          : firing.some(({ severity }) => severity === 'critical')
            ? 'error'
            : 'warning',
    },
    {
      title: 'Jobs running',
      hint: 'Batch jobs that are not at their end',
      value: formatNumber(running.length),
      sub: `${progress.length} known`,
      section: 'progress',
      tone: toneOfJobs(progress),
    },
    {
      title: 'Requests',
      hint: 'Requests served a second, over the last minute',
      value: formatRate(requests.ratePerSecond),
      sub: `${formatNumber(requests.count)} in all`,
      section: 'routes',
      tone: null,
    },
    {
      title: 'Failing',
      hint: 'Part of the requests of the last minute that failed',
      value: requests.errorRatio === null ? '–' : formatPercent(requests.errorRatio * 100),
      sub: 'of requests',
      section: 'routes',
      tone: requests.errorRatio === null ? null : (toneOfNumber('errorRatio', requests.errorRatio) ?? 'ok'),
    },
    {
      title: 'p95',
      hint: '95 % of the requests of the last minute took at most this long',
      value: requests.p95Seconds === null ? '–' : formatDuration(requests.p95Seconds),
      sub: requests.p50Seconds === null ? 'no request' : `p50 ${formatDuration(requests.p50Seconds)}`,
      section: 'routes',
      tone: null,
    },
    {
      title: 'New errors',
      hint: 'Causes of errors first seen within a day, or back after they were resolved',
      value: formatNumber(open.length),
      sub: `${formatNumber(errors.total)} errors since the start`,
      section: 'errors',
      tone: open.length === 0 ? 'ok' : 'warning',
    },
    {
      title: 'Checks passing',
      hint: 'Health checks that are ok, of all',
      value: `${checks.length - bad.length}/${checks.length}`,
      sub: bad.length === 0 ? 'all of them' : bad.map(({ name }) => name).join(', '),
      section: 'health',
      tone: bad.length === 0 ? 'ok' : bad.some(({ status }) => status === 'error') ? 'error' : 'warning',
    },
    {
      title: 'Machine',
      hint: 'What is used most of the machine or its container',
      ...busiest(systemInfo),
      section: 'system',
      tone: null,
    },
  ]
}

function toneOfJobs(progress: PageData['progress']): Tone {
  if (progress.some(({ state }) => state === 'failed' || state === 'interrupted')) return 'error'
  return progress.some(({ state, late, missed }) => state === 'stalled' || late || missed) ? 'warning' : 'ok'
}

function busiest({ usage }: PageData['systemInfo']): { readonly value: string; readonly sub: string } {
  const [most, ...others] = usage.toSorted((left, right) => right.percent - left.percent)
  if (most === undefined) return { value: '–', sub: 'not sampled yet' }
  return {
    value: formatPercent(most.percent),
    sub: [
      most.resource,
      ...others.slice(0, 2).map(({ resource, percent }) => `${resource} ${formatPercent(percent)}`),
    ].join(' · '),
  }
}
