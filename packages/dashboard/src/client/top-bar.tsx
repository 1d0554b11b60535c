import type { VNode } from 'preact'
import { VIEWS } from './address/address.ts'
import { formatAge } from './format-duration.ts'
import type { Live } from './live/use-live.ts'
import { usePage } from './page-context.ts'
import { Link } from './parts/link.tsx'
import { RangePicker } from './range-picker.tsx'
import type { Tone } from './tone.ts'

const VIEW_NAMES = { overview: 'Overview', traces: 'Traces', query: 'Query' } as const
const STATE_WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Lost',
  paused: 'Paused',
  refused: 'Not let in',
} as const
const OLD_SECONDS = 3

interface TopBarProps {
  readonly service: string
  readonly host: string
  readonly tone: Tone
  readonly state: Live['state']
  readonly ageSeconds: number
  readonly isPaused: boolean
  readonly onPause: () => void
  readonly onHelp: () => void
}

/** Who this is, what is shown, which time, and whether it is live. */
export function TopBar(props: TopBarProps): VNode {
  const { service, host, tone, state, ageSeconds, isPaused, onPause, onHelp } = props
  const { address } = usePage()
  const isOld = state === 'lost' || (state === 'live' && ageSeconds >= OLD_SECONDS)
  return (
    <header class="top">
      <div class="who">
        <i class="mark" data-tone={tone} />
        <h1>{service}</h1>
        <span class="host">{host}</span>
      </div>
      <nav class="views" aria-label="Views">
        {VIEWS.map((view) => (
          <Link key={view} to={{ view }} current={address.view === view}>
            {VIEW_NAMES[view]}
          </Link>
        ))}
      </nav>
      <RangePicker />
      <div class="live">
        <span class="live-state" data-state={isOld ? 'lost' : state}>
          {isOld ? formatAge(ageSeconds) : STATE_WORDS[state]}
        </span>
        <button onClick={onPause} aria-pressed={isPaused} title="Pause the figures (p)">
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <button onClick={onHelp} title="Keys (?)" aria-label="Keys">
          ?
        </button>
      </div>
    </header>
  )
}
