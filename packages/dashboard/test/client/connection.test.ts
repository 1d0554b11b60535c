// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Connection, type ConnectionState, startConnection } from '../../src/client/connection.ts'

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

  send(data: unknown): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify(data) }))
  }

  fail(readyState: number): void {
    this.readyState = readyState
    this.dispatchEvent(new Event('error'))
  }
}

let hidden = false
let data: unknown[]
let states: ConnectionState[]
let respond: () => Promise<Response>
let connection: Connection

const open = (): FakeEventSource[] =>
  FakeEventSource.opened.filter((one) => one.readyState !== FakeEventSource.CLOSED)
const latest = (): FakeEventSource => FakeEventSource.opened.at(-1)!
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

function look(away: boolean): void {
  hidden = away
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeEventSource.opened = []
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.stubGlobal(
    'fetch',
    vi.fn(() => respond()),
  )
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
  hidden = false
  data = []
  states = []
  respond = () => Promise.reject(new TypeError('refused'))
  connection = startConnection({ onData: (one) => data.push(one), onState: (state) => states.push(state) })
})

afterEach(() => {
  connection.pause()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the connection', () => {
  it('receives events from an address relative to the page', () => {
    expect(latest().url).toBe('monitoring/api/events')
    latest().send({ tick: 1 })
    latest().send({ tick: 2 })
    expect(data).toEqual([{ tick: 1 }, { tick: 2 }])
    expect(states).toEqual(['connecting', 'live', 'live'])
  })

  it('closes while the page is hidden, and opens again', async () => {
    latest().send(1)
    look(true)
    expect([open().length, states.at(-1)]).toEqual([0, 'paused'])
    await pass(60_000)
    expect([FakeEventSource.opened.length, vi.mocked(fetch).mock.calls.length]).toEqual([1, 0])
    look(false)
    expect(open()).toHaveLength(1)
  })

  it('closes while paused, also when the page is looked at again', () => {
    connection.pause()
    look(true)
    look(false)
    expect(open()).toHaveLength(0)
    connection.resume()
    expect(open()).toHaveLength(1)
  })

  it('leaves a short break to the browser', async () => {
    latest().send(1)
    latest().fail(0)
    await pass(1000)
    expect([FakeEventSource.opened.length, vi.mocked(fetch).mock.calls.length]).toEqual([1, 0])
    latest().send(2)
    expect(data).toEqual([1, 2])
  })

  it('asks each 3 s when streams are refused, and tries a stream again after half a minute', async () => {
    let tick = 0
    respond = () => Promise.resolve(Response.json({ tick: ++tick }))
    latest().fail(FakeEventSource.CLOSED)
    await pass(6500)
    expect(data).toEqual([{ tick: 1 }, { tick: 2 }, { tick: 3 }])
    expect(states.at(-1)).toBe('polling')
    expect(open()).toHaveLength(0)
    await pass(24_000)
    expect(open()).toHaveLength(1)
    const asked = tick
    latest().send({ tick: 'stream' })
    await pass(5000)
    expect(tick).toBe(asked)
  })

  it('gives up a stream that stays silent', async () => {
    respond = () => Promise.resolve(Response.json('polled'))
    latest().send('streamed')
    await pass(8100)
    expect(data).toEqual(['streamed', 'polled'])
    expect(open()).toHaveLength(0)
  })

  it('never has two streams, and tries for as long as the hub is gone', async () => {
    latest().fail(FakeEventSource.CLOSED)
    await pass(600_000)
    expect(open().length).toBeLessThan(2)
    expect(FakeEventSource.opened.length).toBeGreaterThan(10)
    latest().send('back')
    expect(data).toEqual(['back'])
  })

  it('tells when the browser is no longer let in', async () => {
    respond = () => Promise.resolve(new Response('', { status: 401 }))
    latest().fail(FakeEventSource.CLOSED)
    await pass(0)
    expect(states.at(-1)).toBe('unauthorized')
  })

  it('drops an answer that comes when the page is hidden already', async () => {
    let answer: (response: Response) => void = () => {}
    respond = () => new Promise((resolve) => (answer = resolve))
    latest().fail(FakeEventSource.CLOSED)
    look(true)
    answer(Response.json('late'))
    await pass(0)
    expect([data, states.at(-1)]).toEqual([[], 'paused'])
  })
})
