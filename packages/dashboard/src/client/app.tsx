import type { VNode } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { useAddress } from './address/use-address.ts'
import { Banners } from './banners.tsx'
import { MarksProvider } from './charts/chart-context.ts'
import { EventsStrip } from './charts/events-strip.tsx'
import { windowOf } from './charts/time-window.ts'
import { usePageEvents } from './charts/use-page-events.ts'
import { setFavicon } from './favicon.ts'
import { HeadlineView } from './headline-view.tsx'
import { headlineOf } from './headline.ts'
import { HelpSheet } from './help-sheet.tsx'
import { useLive } from './live/use-live.ts'
import { NowProvider, type PageContext, PageProvider } from './page-context.ts'
import { SectionNav } from './section-nav.tsx'
import type { PageData } from './serialized.ts'
import { Tiles } from './tiles.tsx'
import { TopBar } from './top-bar.tsx'
import { useClock } from './use-clock.ts'
import { useShortcuts } from './use-shortcuts.ts'
import { Details } from './views/details.tsx'
import { Overview } from './views/overview.tsx'
import { QueryViewLoader } from './views/query-view-loader.tsx'
import TracesView from './views/traces-view.tsx'

/** Charts are asked for again so often at the most: the hub takes a sample each 10 s. */
const REFRESH_MS = 10_000

/** The page. */
export function App(): VNode {
  const [isPaused, setPaused] = useState(false)
  const live = useLive(isPaused)
  const { data } = live
  if (data === null)
    return (
      <p class="waiting">
        {live.state === 'refused'
          ? 'This browser is not let in. Open the address with the token.'
          : 'Waiting for the first figures …'}
      </p>
    )
  return <Loaded live={live} data={data} isPaused={isPaused} onPause={() => setPaused(!isPaused)} />
}

interface LoadedProps {
  readonly live: ReturnType<typeof useLive>
  readonly data: PageData
  readonly isPaused: boolean
  readonly onPause: () => void
}

function Loaded({ live, data, isPaused, onPause }: LoadedProps): VNode {
  const [address, go] = useAddress()
  const [hasHelp, setHelp] = useState(false)
  const ageSeconds = (useClock() - live.receivedMs) / 1000
  const nowMs = Date.parse(data.lastUpdated)
  const turn = Math.floor(nowMs / REFRESH_MS) * REFRESH_MS
  const window = useMemo(
    () => windowOf(address.range, turn),
    // What is over does not change.
    [address.range, address.range.kind === 'last' ? turn : 0],
  )
  const { events, marks } = usePageEvents(window, data.progress)
  const headline = useMemo(() => headlineOf(data), [data])
  const context = useMemo<PageContext>(() => ({ address, go }), [address, go])
  const { serviceName, hostName } = data.systemInfo
  useShortcuts({ ...context, nowMs, onPause, onHelp: () => setHelp(true) })
  useEffect(() => {
    const problems = headline.problems.length
    document.title = problems > 0 ? `(${problems}) ${serviceName}` : serviceName
    setFavicon(document.querySelector<HTMLLinkElement>('#icon')!, headline.tone)
  }, [headline, serviceName])
  const marked = useMemo(() => ({ marks }), [marks])
  return (
    <PageProvider value={context}>
      <NowProvider value={nowMs}>
        <MarksProvider value={marked}>
          <a class="skip" href="#content">
            Skip to the figures
          </a>
          <TopBar
            service={serviceName}
            host={hostName}
            tone={headline.tone}
            state={live.state}
            ageSeconds={ageSeconds}
            isPaused={isPaused}
            onPause={onPause}
            onHelp={() => setHelp(true)}
          />
          <Banners live={live} data={data} ageSeconds={ageSeconds} />
          <main id="content" tabIndex={-1}>
            {address.view === 'overview' && (
              <>
                <HeadlineView headline={headline} />
                <Tiles data={data} />
                <EventsStrip events={events} window={window} />
                <div class="with-nav">
                  <SectionNav data={data} />
                  <div class="sections">
                    <Overview data={data} window={window} />
                  </div>
                </div>
              </>
            )}
            {address.view === 'traces' && (
              <div class="sections">
                <TracesView window={window} />
              </div>
            )}
            {address.view === 'query' && (
              <div class="sections">
                <QueryViewLoader window={window} />
              </div>
            )}
          </main>
          <Details data={data} />
          {hasHelp && <HelpSheet onClose={() => setHelp(false)} />}
        </MarksProvider>
      </NowProvider>
    </PageProvider>
  )
}
