import type { VNode } from 'preact'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatAge } from '../format-duration.ts'
import { useNow } from '../page-context.ts'

/** A moment as its age, with the whole of it on hover. @param at - ISO text. */
export function Ago({ at }: { readonly at: string | null }): VNode {
  const nowMs = useNow()
  if (at === null) return <span class="faint">–</span>
  const timeMs = Date.parse(at)
  return (
    <time dateTime={at} title={formatMoment(timeMs)}>
      {formatAge((nowMs - timeMs) / 1000)}
    </time>
  )
}
