// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Connection, openConnection, type Snapshot } from '../../src/client/live/connection.ts'

/** The part of the browser's EventSource that the page uses, driven by the test. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []
  readonly url: string
  readyState = 0

  constructor(url: string) {
    super()
    this.url = url
    FakeEventSource.opened.push(this)
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED
  }

  send(type: 'state' | 'delta', lastEventId: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }))
  }

  fail(readyState: number): void {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
}

let snapshots: Snapshot[]
let told: string[]
let respond: () => Promise<Response>
let connection: Connection | null = null

const open = (): FakeEventSource[] =>
  FakeEventSource.opened.filter((one) => one.readyState !== FakeEventSource.CLOSED)
const latest = (): FakeEventSource => FakeEventSource.opened.at(-1)!
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const states = (): unknown[] => snapshots.map(({ state }) => state)

function connect(last: Snapshot | null = null): void {
  connection = openConnection(
    {
      onSnapshot: (snapshot) => snapshots.push(snapshot),
      onLost: () => told.push('lost'),
      onRefused: () => told.push('refused'),
    },
    last,
  )
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeEventSource.opened = []
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.stubGlobal(
    'fetch',
    vi.fn(() => respond()),
  )
  snapshots = []
  told = []
  respond = () => Promise.reject(new TypeError('refused'))
})

afterEach(() => {
  connection?.close()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the connection', () => {
  it('follows the changes of a state, from an address relative to the page', () => {
    connect()
    expect(latest().url).toBe('monitoring/api/events')
    latest().send('state', 'hub.1', { a: 1, b: { c: 2 } })
    latest().send('delta', 'hub.2', { b: { c: [3] } })
    expect(snapshots).toEqual([
      { id: 'hub.1', state: { a: 1, b: { c: 2 } } },
      { id: 'hub.2', state: { a: 1, b: { c: 3 } } },
    ])
  })

  it('asks for what changed since what is known', () => {
    connect({ id: 'hub.7', state: { a: 1 } })
    expect(latest().url).toBe('monitoring/api/events?after=hub.7')
    latest().send('delta', 'hub.8', { a: [2] })
    expect(states()).toEqual([{ a: 2 }])
  })

  it.each(['hub.4', 'hub.2', 'other.3'])('begins anew when %s follows hub.2', (id) => {
    connect({ id: 'hub.2', state: { a: 1 } })
    latest().send('delta', id, { a: [2] })
    expect(states()).toEqual([])
    expect([latest().url, open().length]).toEqual(['monitoring/api/events', 1])
  })

  it('leaves a short break to the browser', async () => {
    connect()
    latest().send('state', 'hub.1', 1)
    latest().fail(0)
    await pass(1000)
    expect([FakeEventSource.opened.length, vi.mocked(fetch).mock.calls.length]).toEqual([1, 0])
    expect(told).toEqual(['lost'])
    latest().send('state', 'hub.2', 2)
    expect(states()).toEqual([1, 2])
  })

  it('asks each 2 s where streams are refused, and tries one again after half a minute', async () => {
    let tick = 0
    respond = () => Promise.resolve(Response.json({ tick: ++tick }))
    connect()
    latest().fail(FakeEventSource.CLOSED)
    await pass(0)
    expect([states().length, open().length]).toEqual([1, 1])
    latest().fail(FakeEventSource.CLOSED)
    await pass(4500)
    expect(states()).toEqual([{ tick: 1 }, { tick: 2 }, { tick: 3 }, { tick: 4 }])
    expect(open()).toHaveLength(0)
    await pass(26_000)
    expect(open()).toHaveLength(1)
    const asked = tick
    latest().send('state', 'hub.1', { tick: 'stream' })
    await pass(4000)
    expect(tick).toBe(asked)
  })

  it('opens a stream at once when a hub that was gone answers again', async () => {
    connect()
    latest().fail(FakeEventSource.CLOSED)
    await pass(20_000)
    expect(open()).toHaveLength(0)
    respond = () => Promise.resolve(Response.json({ back: true }))
    await pass(2000)
    expect(states()).toEqual([{ back: true }])
    expect(open()).toHaveLength(1)
  })

  it('gives up a stream that stays silent', async () => {
    respond = () => Promise.resolve(Response.json('polled'))
    connect()
    latest().send('state', 'hub.1', 'streamed')
    await pass(5100)
    expect(states()).toEqual(['streamed', 'polled'])
    expect([FakeEventSource.opened.length, open().length]).toEqual([2, 1])
    await pass(5000)
    expect(open()).toHaveLength(0)
  })

  it('tells when the browser is not let in', async () => {
    respond = () => Promise.resolve(new Response('', { status: 401 }))
    connect()
    latest().fail(FakeEventSource.CLOSED)
    await pass(0)
    expect(told).toEqual(['lost', 'lost', 'refused'])
  })

  it('drops an answer that comes when it is closed already', async () => {
    let answer: (response: Response) => void = () => {}
    respond = () => new Promise((resolve) => (answer = resolve))
    connect()
    latest().fail(FakeEventSource.CLOSED)
    connection?.close()
    answer(Response.json('late'))
    await pass(60_000)
    expect([states(), open().length]).toEqual([[], 0])
  })
})
