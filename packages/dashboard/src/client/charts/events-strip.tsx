import type { VNode } from 'preact'
import { formatMoment } from './time-ticks.ts'
import type { PageEvent } from './page-events.ts'
import type { TimeWindow } from './time-window.ts'

const NAMES = { deployment: 'Deployments', alert: 'Alerts', run: 'Runs' } as const
const KINDS = ['deployment', 'alert', 'run'] as const

interface EventsStripProps {
  readonly events: readonly PageEvent[]
  readonly window: TimeWindow
}

/** What happened over the time that the charts show: a line for each kind. */
export function EventsStrip({ events, window }: EventsStripProps): VNode | null {
  const kinds = KINDS.filter((kind) => events.some((event) => event.kind === kind))
  if (kinds.length === 0) return null
  const { startMs, endMs } = window
  const placeOf = (timeMs: number): number =>
    Math.min(100, Math.max(0, ((timeMs - startMs) / (endMs - startMs || 1)) * 100))
  return (
    <div class="events" role="group" aria-label="What happened in this time">
      {kinds.map((kind) => (
        <div key={kind} class="events-row">
          <span class="events-name">{NAMES[kind]}</span>
          <ul class="events-line">
            {events
              .filter((event) => event.kind === kind)
              .map((event, index) => {
                const left = placeOf(event.startMs)
                const isMoment = kind === 'deployment'
                const width = isMoment ? 0 : placeOf(event.endMs ?? endMs) - left
                return (
                  <li
                    key={index}
                    data-kind={kind}
                    class={isMoment ? 'moment' : ''}
                    title={`${event.text}, ${formatMoment(event.startMs)}${event.endMs === null ? '' : ` – ${formatMoment(event.endMs)}`}`}
                    style={{ left: `${left}%`, width: isMoment ? '' : `max(4px, ${width}%)` }}
                  >
                    <span class="visually-hidden">
                      {event.text}, {formatMoment(event.startMs)}
                    </span>
                  </li>
                )
              })}
          </ul>
        </div>
      ))}
    </div>
  )
}
