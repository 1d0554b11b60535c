import { fingerprintOf, type PostedAlert, type RemoteAlert } from '@cryo/alerts/alertmanager'
import type { AlertSummary } from '@cryo/protocol'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { AlertBook } from '../../src/alerts/alert-book.ts'
import type { AlertmanagerLink, Notifier } from '../../src/alerts/alertmanager-link.ts'
import { type ActiveAlert, RuleAlerts } from '../../src/alerts/rule-alerts.ts'

/** An Alertmanager that remembers what it was sent. */
class TestAlertmanager {
  notifier: Notifier | null = 'hub'
  isReachable = true
  remote: RemoteAlert[] | null = null
  posts: PostedAlert[][] = []

  get alerts(): RemoteAlert[] | null {
    return this.remote
  }

  async post(alerts: readonly PostedAlert[]): Promise<boolean> {
    if (this.isReachable) this.posts.push([...alerts])
    return this.isReachable
  }

  /** It has an alert, sent by Prometheus unless it was sent by a hub. */
  has(name: string, generatorUrl = 'http://prometheus'): void {
    const alert = { fingerprint: fingerprintOf(labelsOf(name)), name, generatorUrl }
    this.remote = [...(this.remote ?? []), alert as RemoteAlert]
  }
}

const labelsOf = (name: string): Record<string, string> => ({
  alertname: name,
  service_name: 'shop',
  cluster: 'lab',
})
const NAMES = { evaluated: new Set(['Slow', 'Down']), failed: new Set<string>() }
const GENERATOR = 'http://localhost:5001/monitoring#evaluated-by-the-hub'

let book: AlertBook
let alertmanager: TestAlertmanager
let silenced: Set<string>
/** What the handlers are to hear, in order. */
let heard: string[]
let rules: RuleAlerts
/** What is active at each evaluation. */
let active: ActiveAlert[]

const startHub = (): void => {
  rules = new RuleAlerts({
    book,
    alertmanager: alertmanager as unknown as AlertmanagerLink,
    silences: { isSilenced: ({ alertname = '' }) => silenced.has(alertname) },
    externalLabels: () => ({ cluster: 'lab' }),
    onChange: (alerts) => heard.push(...alerts.map(({ name, status }) => `${name} ${status}`)),
  })
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-01T00:00:00Z') })
  book = new AlertBook(100)
  alertmanager = new TestAlertmanager()
  silenced = new Set()
  heard = []
  active = []
  startHub()
})
afterEach(() => {
  vi.useRealTimers()
})

function fire(name: string, severity?: string, service_name = 'shop'): void {
  const labels = { alertname: name, service_name, ...(severity === undefined ? {} : { severity }) }
  active = [...active, { labels, annotations: { summary: name }, firedMs: Date.now() }]
}

function end(name: string): void {
  active = active.filter(({ labels }) => labels['alertname'] !== name)
}

/** Lets time pass as the hub does: it works each second and evaluates each ten. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    if (second % 10 === 0) rules.take(active, NAMES)
    await vi.advanceTimersByTimeAsync(1000)
    rules.work()
  }
}

/** An end that Alertmanager told, as the webhook takes it. */
function tellEnd(name: string): void {
  const known = book.find(fingerprintOf(labelsOf(name)))
  if (known === undefined) throw new Error(`${name} is not known`)
  book.put({ ...known.alert, status: 'resolved', endsAt: new Date() }, known, Date.now())
}

describe('a hub without an Alertmanager', () => {
  it('lets handlers know once that an alert fires, and once that it has ended', async () => {
    await pass(130)
    fire('Slow')
    await pass(60)
    end('Slow')
    await pass(60)
    expect(heard).toEqual(['Slow firing', 'Slow resolved'])
    expect(rules.firing()).toEqual([])
  })

  it('says nothing of what is pending, and does not end what is pending again', async () => {
    await pass(130)
    const labels = { alertname: 'Slow', service_name: 'shop' }
    active = [{ labels, annotations: {}, firedMs: null }]
    await pass(60)
    expect(heard).toEqual([])
    fire('Slow')
    active = active.slice(1)
    await pass(20)
    active = [{ labels, annotations: {}, firedMs: null }]
    await pass(20)
    expect(heard).toEqual(['Slow firing'])
  })

  it('does not end what fired before it started until its series had time to come again', async () => {
    fire('Slow')
    await pass(130)
    const { firedMs } = active[0] ?? { firedMs: 0 }
    startHub()
    end('Slow')
    await pass(110)
    expect(heard).toEqual(['Slow firing'])
    active = [
      { labels: { alertname: 'Slow', service_name: 'shop' }, annotations: { summary: 'Slow' }, firedMs },
    ]
    await pass(60)
    expect(heard).toEqual(['Slow firing'])
    end('Slow')
    await pass(20)
    expect(heard).toEqual(['Slow firing', 'Slow resolved'])
  })

  it('keeps alerts whose rule cannot be evaluated as they are', async () => {
    await pass(130)
    fire('Slow')
    await pass(20)
    rules.take([], { evaluated: new Set(['Down']), failed: new Set(['Slow']) })
    rules.work()
    expect(heard).toEqual(['Slow firing'])
    expect(rules.firing().map(({ name }) => name)).toEqual(['Slow'])
  })

  it('ends what it told of a rule that is gone, and nothing that Alertmanager told of rules it does not know', async () => {
    await pass(130)
    fire('Slow')
    await pass(20)
    const [alert] = rules.firing() as [AlertSummary]
    const other = { ...alert, name: 'CollectorDown', fingerprint: '1'.repeat(16) }
    book.put(other, { groupKey: '{}:{alertname="CollectorDown"}', truncated: 0 }, Date.now())
    startHub()
    for (let second = 0; second < 130; second++) {
      rules.take([], { evaluated: new Set(['Down']), failed: new Set() })
      await vi.advanceTimersByTimeAsync(1000)
      rules.work()
    }
    expect(heard).toEqual(['Slow firing', 'Slow resolved'])
  })

  it('tells nobody of what is silenced until the silence is over', async () => {
    await pass(130)
    silenced.add('Slow')
    fire('Slow')
    await pass(60)
    expect(heard).toEqual([])
    silenced.clear()
    await pass(1)
    expect(heard).toEqual(['Slow firing'])
  })

  it('folds an alert that comes and goes into one, which ends after ten quiet minutes', async () => {
    await pass(130)
    for (let time = 0; time < 10; time++) {
      fire('Slow')
      await pass(70)
      end('Slow')
      await pass(70)
    }
    expect(heard).toEqual(['Slow firing', 'Slow resolved', 'Slow firing', 'Slow resolved', 'Slow firing'])
    const known = book.find(fingerprintOf(labelsOf('Slow')))
    expect(known?.alert.annotations['flapping']).toBe('began 3 times within half an hour')
    await pass(600)
    expect(heard).toHaveLength(6)
    expect(heard.at(-1)).toBe('Slow resolved')
  })
})

describe('as Alertmanager does, a hub', () => {
  it('tells nobody of a warning while the same is critical, but of others', async () => {
    await pass(130)
    fire('Slow', 'warning')
    fire('Slow', 'critical')
    fire('Slow', 'warning', 'lab')
    fire('Down', 'warning')
    await pass(20)
    expect(heard).toEqual(['Slow firing', 'Slow firing', 'Down firing'])
    expect(rules.firing()).toHaveLength(4)
  })

  it('tells of what is of interest only together with what is worse, and of its end', async () => {
    await pass(130)
    fire('Slow', 'info')
    await pass(20)
    expect(heard).toEqual([])
    fire('Down', 'warning')
    await pass(20)
    expect(heard).toEqual(['Slow firing', 'Down firing'])
    end('Down')
    await pass(20)
    end('Slow')
    await pass(20)
    expect(heard.slice(2)).toEqual(['Down resolved', 'Slow resolved'])
  })

  it('sends Alertmanager nothing of it either', async () => {
    alertmanager.notifier = 'alertmanager'
    alertmanager.remote = []
    fire('Slow', 'info')
    await pass(20)
    expect(alertmanager.posts).toEqual([])
    fire('Down', 'warning')
    await pass(20)
    expect(alertmanager.posts.flat().map(({ labels }) => labels['alertname'])).toEqual(['Slow', 'Down'])
  })
})

describe('a hub beside a Prometheus', () => {
  it('shows what fires, and leaves telling to it', async () => {
    alertmanager.notifier = 'prometheus'
    await pass(130)
    fire('Slow')
    await pass(200)
    expect(rules.firing().map(({ name }) => name)).toEqual(['Slow'])
    end('Slow')
    await pass(200)
    expect(heard).toEqual([])
    expect(alertmanager.posts).toEqual([])
  })

  it('waits where it does not know yet whether there is one', async () => {
    alertmanager.notifier = null
    fire('Slow')
    await pass(130)
    expect(heard).toEqual([])
    expect(alertmanager.posts).toEqual([])
  })
})

describe('a hub with an Alertmanager and no Prometheus', () => {
  beforeEach(() => {
    alertmanager.notifier = 'alertmanager'
    alertmanager.remote = []
  })

  it('sends what fires each minute, valid for three, with external labels, and its end once', async () => {
    fire('Slow')
    const startsAt = new Date()
    await pass(130)
    expect(alertmanager.posts).toHaveLength(3)
    const [first] = alertmanager.posts[0] ?? []
    expect(first).toMatchObject({
      labels: labelsOf('Slow'),
      annotations: { summary: 'Slow' },
      startsAt,
      endsAt: new Date(startsAt.getTime() + 180_000),
      generatorURL: GENERATOR,
    })
    end('Slow')
    await pass(130)
    expect(alertmanager.posts).toHaveLength(4)
    expect(alertmanager.posts[3]?.[0]?.endsAt.getTime()).toBeLessThanOrEqual(Date.now() - 100_000)
    expect(heard).toEqual([])
  })

  it('sends an end again until Alertmanager has taken it', async () => {
    fire('Slow')
    await pass(20)
    alertmanager.isReachable = false
    end('Slow')
    await pass(20)
    expect(alertmanager.posts).toHaveLength(1)
    alertmanager.isReachable = true
    await pass(1)
    expect(alertmanager.posts).toHaveLength(2)
  })

  it('sends on what it sent until Prometheus, back again, sends it too', async () => {
    fire('Slow')
    fire('Down')
    await pass(20)
    alertmanager.notifier = 'prometheus'
    alertmanager.has('Down')
    alertmanager.has('Slow', GENERATOR)
    await pass(70)
    const names = (alertmanager.posts[1] ?? []).map(({ labels }) => labels['alertname'])
    expect(names).toEqual(['Slow'])
    // The end of what was left to Prometheus is for Prometheus to tell.
    end('Down')
    end('Slow')
    await pass(20)
    expect(alertmanager.posts[2]?.map(({ labels }) => labels['alertname'])).toEqual(['Slow'])
    expect(alertmanager.posts).toHaveLength(3)
  })

  it('ends what a hub before it sent', async () => {
    alertmanager.has('Slow', GENERATOR)
    fire('Slow')
    await pass(20)
    end('Slow')
    await pass(20)
    expect(alertmanager.posts.at(-1)?.[0]?.endsAt.getTime()).toBeLessThan(Date.now())
  })

  it('tells the end of what it told the handlers by itself, where Alertmanager knows nothing of it', async () => {
    alertmanager.notifier = 'hub'
    await pass(130)
    fire('Slow')
    fire('Down')
    await pass(20)
    alertmanager.notifier = 'alertmanager'
    end('Slow')
    end('Down')
    alertmanager.has('Down')
    await pass(20)
    expect(heard).toEqual(['Slow firing', 'Down firing', 'Slow resolved'])
  })
})

describe('an alert of which Alertmanager told', () => {
  it('does not begin again in a hub that has yet to see its end, when Alertmanager goes', async () => {
    await pass(130)
    fire('Slow')
    await pass(20)
    tellEnd('Slow')
    await pass(50)
    expect(heard).toEqual(['Slow firing'])
    await pass(30)
    expect(heard).toEqual(['Slow firing', 'Slow firing'])
  })

  it('is not told again by the hub that takes over', async () => {
    fire('Slow')
    alertmanager.notifier = 'prometheus'
    await pass(20)
    const [alert] = rules.firing() as [AlertSummary]
    book.put(alert, { groupKey: '{}:{}', truncated: 0 }, Date.now())
    alertmanager.notifier = 'hub'
    await pass(130)
    expect(heard).toEqual([])
    end('Slow')
    await pass(20)
    expect(heard).toEqual(['Slow resolved'])
  })
})
