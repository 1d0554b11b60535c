import { type ConnectionState, startConnection } from './connection.ts'
import { setAttribute, setText } from './element.ts'
import { setFavicon } from './favicon.ts'
import { formatAge, formatDuration } from './format-duration.ts'
import { createHeadlineView } from './headline-view.ts'
import { headlineOf } from './headline.ts'
import { createPageView } from './page-view.ts'
import type { PageData } from './serialized.ts'

/** Older than this, the figures are called old. */
const OLD_SECONDS = 5

const byId = (id: string): HTMLElement => document.getElementById(id)!
const page = createPageView(byId('sections'), byId('nav'))
const headline = createHeadlineView(byId('headline'), byId('problems'), byId('live'))
const pause = byId('pause')
const state = byId('state')

let connection: ConnectionState = 'connecting'
let receivedAtMs: number | null = null

function show(data: PageData): void {
  receivedAtMs = performance.now()
  const told = headlineOf(data)
  const { serviceName, hostName } = data.systemInfo
  headline.update(told)
  page.update(data, Date.parse(data.lastUpdated))
  setText(byId('service'), serviceName)
  setText(byId('host'), hostName)
  setFavicon(byId('icon') as HTMLLinkElement, told.tone)
  const name = told.problems.length > 0 ? `(${told.problems.length}) ${serviceName}` : serviceName
  if (document.title !== name) document.title = name
  showBlocked(data)
  showAge()
}

function showBlocked({ application }: PageData): void {
  const banner = byId('blocked')
  banner.hidden = !application.blocked
  const blocked = `The application's event loop is blocked, for ${formatDuration(application.lagSeconds)} so far`
  setText(banner, `${blocked}: it answers nobody, and the figures below are the last that it told.`)
}

function showAge(): void {
  const seconds = receivedAtMs === null ? null : (performance.now() - receivedAtMs) / 1000
  const old = connection !== 'paused' && seconds !== null && seconds >= OLD_SECONDS
  const age = seconds === null ? 'no figures yet' : `last update ${formatAge(seconds)}`
  const lost = byId('lost')
  lost.hidden = !old && connection !== 'unauthorized'
  setText(
    lost,
    connection === 'unauthorized'
      ? 'This browser is no longer let in. Open the address with the token again.'
      : `Connection lost: ${age}. Trying again …`,
  )
  setText(state, old ? age : STATE_WORDS[connection])
  setAttribute(state, 'data-state', old ? 'lost' : connection)
}

const STATE_WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Live, every 3 s',
  paused: 'Paused',
  unauthorized: 'Not let in',
}

const stream = startConnection({
  onData: (data) => show(data as PageData),
  onState(next) {
    connection = next
    showAge()
  },
})

let paused = false
pause.addEventListener('click', () => {
  paused = !paused
  setText(pause, paused ? 'Resume' : 'Pause')
  if (paused) stream.pause()
  else stream.resume()
})

setInterval(showAge, 1000)
