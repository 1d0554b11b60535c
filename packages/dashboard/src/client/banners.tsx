import type { VNode } from 'preact'
import { formatMoment } from './charts/time-ticks.ts'
import { formatAge, formatDuration } from './format-duration.ts'
import { formatNumber } from './format-number.ts'
import type { Live } from './live/use-live.ts'
import type { PageData } from './serialized.ts'

interface BannersProps {
  readonly live: Live
  readonly data: PageData
  /** How old the figures are. */
  readonly ageSeconds: number
}

/** Losses are told for so long after the last one. */
const LOSS_MS = 600_000
/** Older than this, the figures are called old. */
const OLD_SECONDS = 3
/** That another process took over is told for so long. */
const TAKEN_OVER_MS = 120_000

/** What one must know before one believes the figures below. */
export function Banners({ live, data, ageSeconds }: BannersProps): VNode {
  const banners = bannersOf(live, data, ageSeconds)
  return (
    <div class="banners" role="alert">
      {banners.map(({ tone, text }) => (
        <p key={text.slice(0, 20)} class="banner" data-tone={tone}>
          {text}
        </p>
      ))}
    </div>
  )
}

interface Banner {
  readonly tone: 'error' | 'warning' | 'info'
  readonly text: string
}

function bannersOf(
  { state, takenOverMs }: Live,
  { application, systemInfo, lastUpdated }: PageData,
  ageSeconds: number,
): Banner[] {
  const banners: Banner[] = []
  if (state === 'refused')
    banners.push({
      tone: 'error',
      text: 'This browser is no longer let in. Open the address with the token again.',
    })
  else if (state !== 'paused' && ageSeconds >= OLD_SECONDS)
    banners.push({
      tone: 'error',
      text: `The application is gone: last seen ${formatAge(ageSeconds)}. The figures are the last that it told; the page tries again.`,
    })
  else if (application.blocked)
    banners.push({
      tone: 'error',
      text: `The application's event loop is blocked, for ${formatDuration(application.lagSeconds)} so far: it answers nobody, and the figures are the last that it told.`,
    })
  for (const { signal, dropped, lastDroppedAt } of systemInfo.pipeline) {
    if (lastDroppedAt === null || Date.parse(lastUpdated) - Date.parse(lastDroppedAt) > LOSS_MS) continue
    const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0)
    banners.push({
      tone: 'warning',
      text: `The hub drops ${signal}: ${formatNumber(lost)} are lost. What is shown is less than what happened.`,
    })
  }
  if (takenOverMs !== null && Date.now() - takenOverMs < TAKEN_OVER_MS)
    banners.push({ tone: 'info', text: `Another process took over this page, ${formatMoment(takenOverMs)}.` })
  return banners
}
