import { formatDuration } from './format-duration.ts'
import { formatNumber, formatPercent, formatProgress } from './format-number.ts'
import type { PageData } from './serialized.ts'
import type { Tone } from './tone.ts'

/** One thing that is wrong, and the section that tells more. */
export interface Problem {
  readonly tone: 'warning' | 'error'
  readonly text: string
  readonly section: string
}

/** The sentence on top of the page. */
export interface Headline {
  readonly tone: Tone
  readonly sentence: string
  /** The worst first. */
  readonly problems: readonly Problem[]
}

const ERROR_RATIO_LIMIT = 0.05
const RECENT_MS = 60_000
/** Telemetry that was lost concerns whoever looks at its time. */
const LOSS_MS = 900_000
/** What a check is of. */
const KINDS = { database: 'Database', api: 'Endpoint', system: 'Check' } as const

/** Says in a sentence how things are: what is wrong, the worst first, or that all is well. */
export function headlineOf(data: PageData): Headline {
  const problems = [
    ...loopProblems(data),
    ...alertProblems(data),
    ...healthProblems(data),
    ...jobProblems(data),
    ...requestProblems(data),
    ...errorProblems(data),
    ...lossProblems(data),
  ].toSorted((a, b) => rank(a.tone) - rank(b.tone))
  const [worst] = problems
  if (worst === undefined) return { tone: 'ok', sentence: `All is well: ${summary(data)}`, problems }
  const sentence = problems.length === 1 ? worst.text : `${problems.length} things need attention`
  return { tone: worst.tone, sentence, problems }
}

function rank(tone: Problem['tone']): number {
  return tone === 'error' ? 0 : 1
}

function loopProblems({ application }: PageData): Problem[] {
  if (!application.blocked) return []
  const text = `The application's event loop has been blocked for ${formatDuration(application.lagSeconds)}`
  return [{ tone: 'error', text, section: 'system' }]
}

function alertProblems({ alerts }: PageData): Problem[] {
  return alerts
    .filter(({ status, severity, silenced }) => status === 'firing' && severity !== 'info' && !silenced)
    .map(({ name, message, severity }) => ({
      tone: severity === 'critical' ? 'error' : 'warning',
      text: `Alert ${name}: ${message}`,
      section: 'alerts',
    }))
}

function healthProblems({ health }: PageData): Problem[] {
  return [...health.database, ...health.api, ...health.system]
    .filter(({ status }) => status === 'error' || status === 'warning')
    .map(({ kind, name, status, message }) => ({
      tone: status === 'error' ? 'error' : 'warning',
      text: `${KINDS[kind]} ${name}: ${message ?? status}`,
      section: 'health',
    }))
}

function jobProblems({ progress }: PageData): Problem[] {
  return progress.flatMap((job): Problem[] => {
    const { name, state, processedItems } = job
    const say = (tone: Problem['tone'], what: string): Problem => {
      return { tone, text: `Job ${name} ${what}`, section: 'progress' }
    }
    const item = formatNumber(processedItems)
    if (state === 'failed') return [say('error', `failed at item ${item}`)]
    if (state === 'interrupted') return [say('error', `is interrupted at item ${item}`)]
    if (state === 'stalled') return [say('warning', `is stalled at item ${item}`)]
    if (job.late) return [say('warning', 'may miss its deadline')]
    return job.missed ? [say('warning', 'has not started again in time')] : []
  })
}

function requestProblems({ performance }: PageData): Problem[] {
  const ratio = performance.requests.errorRatio
  if (ratio === null || ratio < ERROR_RATIO_LIMIT) return []
  return [{ tone: 'error', text: `${formatPercent(ratio * 100)} of requests fail`, section: 'routes' }]
}

function errorProblems(data: PageData): Problem[] {
  const since = Date.parse(data.lastUpdated) - RECENT_MS
  const latest = data.errors.recent.filter(({ at }) => Date.parse(at) >= since)
  if (latest.length === 0) return []
  const text = `${plural(latest.length, 'error')} in the last minute, the latest: ${latest[0]!.type}`
  return [{ tone: 'warning', text, section: 'errors' }]
}

/** Telemetry that was lost: what the page shows is less than what happened. */
function lossProblems({ systemInfo, lastUpdated }: PageData): Problem[] {
  return systemInfo.pipeline.flatMap(({ signal, dropped, lastDroppedAt }): Problem[] => {
    if (lastDroppedAt === null || Date.parse(lastDroppedAt) < Date.parse(lastUpdated) - LOSS_MS) return []
    const reasons = Object.entries(dropped).filter(([, count]) => count > 0)
    const lost = reasons.reduce((sum, [, count]) => sum + count, 0)
    const why = reasons.map(([reason]) => reason.replaceAll('_', ' ')).join(', ')
    return [{ tone: 'warning', text: `${formatNumber(lost)} ${signal} were lost: ${why}`, section: 'system' }]
  })
}

function summary(data: PageData): string {
  const services = new Set([...data.resources, ...data.operations].map(({ service }) => service))
  const { requests } = data.performance
  const running = data.progress.filter(({ state }) => state === 'running')
  const parts = [plural(Math.max(1, services.size), 'service')]
  if (requests.count > 0)
    parts.push(`${formatNumber(Number(requests.ratePerSecond.toPrecision(2)))} requests/s`)
  if (running.length > 0) parts.push(runningJobs(running))
  return [...parts, 'no errors in the last minute'].join(', ')
}

function runningJobs(running: PageData['progress']): string {
  const percentage = running.length === 1 ? running[0]!.progressPercentage : null
  return `${plural(running.length, 'job')} running${percentage === null ? '' : ` at ${formatProgress(percentage)}`}`
}

function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`
}
