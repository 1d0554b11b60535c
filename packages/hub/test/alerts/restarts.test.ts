import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { HubConfiguration, HubNews } from '@cryo/protocol'
import { createSeededRandom, createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { HubAlerts } from '../../src/alerts/hub-alerts.ts'
import { OwnedHistory } from '../../src/history/owned-history.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { OwnedRules } from '../../src/rules/owned-rules.ts'
import { DEFAULT_HISTORY } from '../query/default-history.ts'

/** `CRYO_KILLS=200` for the whole proof. */
const RESTARTS = Number(process.env['CRYO_KILLS'] ?? 15)
const STEP_SECONDS = 10
const FOR_SECONDS = 60
/** Longer than it takes to fire. */
const LASTS_SECONDS = 240
/** Longer than it takes to end: after a start nothing is resolved for two minutes. */
const PAUSE_SECONDS = 360

const RULES = `groups:
  - name: test
    rules:
      - { alert: Slow, expr: 'last_over_time(incident[1m]) > 0', for: ${FOR_SECONDS}s, labels: { severity: critical } }
      - { alert: Broken, expr: 'incident > 0', keep_firing_for: 30s, labels: { severity: warning } }
`

/** What a process has of alerts, from its folder on: killed, nothing of it is left but its files. */
class TestHub {
  readonly #dir: string
  readonly #alerts: HubAlerts
  readonly #history: OwnedHistory
  readonly #rules: OwnedRules

  constructor(dir: string, rules: string, onAlert: (sentence: string) => void) {
    this.#dir = dir
    const configuration = {
      history: DEFAULT_HISTORY,
      rules: [rules],
      repeatSeconds: null,
      alertmanager: { url: null, webhookToken: null, externalLabels: {} },
    } as unknown as HubConfiguration
    const alerts = new HubAlerts({
      hello: { hubId: 'hub', pid: 1, resource: { 'service.name': 'lab' }, startedMs: 0, handlers: 0 },
      configuration,
      tell: (news: HubNews) => {
        if (news.type !== 'alert') return
        onAlert(`${news.alert.name} ${news.alert.status}`)
        // What is killed between a handler's run and its answer lets it run again: docs/decisions/0014-alerts.md.
        alerts.take({ type: 'alertHandled', id: news.id, outcome: { called: 1, failed: 0 } })
      },
      tellOwner: () => false,
      tellAttached: () => {},
    })
    this.#alerts = alerts
    this.#history = new OwnedHistory(dir, DEFAULT_HISTORY, new SeriesStore(), (history) =>
      alerts.useHistory(history),
    )
    this.#rules = new OwnedRules({
      configuration,
      series: () => this.#history.series.series,
      alerts,
      intervalMs: STEP_SECONDS * 1000,
    })
    this.#history.open()
    alerts.attach(false)
    alerts.take({ type: 'alertHandlers', count: 1 })
  }

  /** One second of its life. @param value - Of the series that the rules ask for, where it is due. */
  async pass(value: number | null): Promise<void> {
    const { series } = this.#history.series
    if (value !== null && series !== null) {
      const handle = series.open({ __name__: 'incident', service_name: 'lab' })
      if (handle !== null) series.append(handle, Date.now(), value)
      await this.#rules.evaluate(Date.now())
    }
    this.#history.work()
    this.#alerts.work()
    await vi.advanceTimersByTimeAsync(0)
  }

  /** Its files, as they are at this moment. */
  kill(copy: string): void {
    mkdirSync(copy)
    for (const name of readdirSync(this.#dir)) copyFileSync(join(this.#dir, name), join(copy, name))
    // What it writes from now on, nobody reads.
    this.#history.close()
  }
}

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
  vi.useFakeTimers({ now: Date.parse('2026-11-01T00:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  dir[Symbol.dispose]()
})

it(
  'every incident is told once, and once its end, whenever the process is killed while it is pending or fires',
  { timeout: 60_000 + RESTARTS * 5000 },
  async () => {
    const random = createSeededRandom(17)
    const rules = dir.file('rules.yml')
    writeFileSync(rules, RULES)
    let heard: string[] = []
    const start = (folder: string): TestHub => new TestHub(folder, rules, (sentence) => heard.push(sentence))
    mkdirSync(dir.file('0'))
    let hub = start(dir.file('0'))
    let seconds = 0
    const pass = async (count: number, value: number): Promise<void> => {
      for (let second = 0; second < count; second++) {
        await hub.pass(seconds++ % STEP_SECONDS === 0 ? value : null)
        await vi.advanceTimersByTimeAsync(1000)
      }
    }
    await pass(PAUSE_SECONDS, 0)
    for (let restarts = 0; restarts < RESTARTS;) {
      heard = []
      // Half of them while the slow one is pending, and some while it has just ended.
      const isEarly = random() < 0.5
      const killedAt = Math.ceil(random() * (isEarly ? FOR_SECONDS : LASTS_SECONDS + 60))
      const begin = Math.min(killedAt, LASTS_SECONDS)
      await pass(begin, 1)
      await pass(killedAt - begin, 0)
      const copy = dir.file(String(++restarts))
      hub.kill(copy)
      // As long as somebody takes to start it again.
      await vi.advanceTimersByTimeAsync(Math.ceil(random() * 20) * 1000)
      hub = start(copy)
      await pass(LASTS_SECONDS - begin, 1)
      await pass(PAUSE_SECONDS, 0)
      expect(heard.toSorted(), `killed ${killedAt} s after it began`).toEqual([
        'Broken firing',
        'Broken resolved',
        'Slow firing',
        'Slow resolved',
      ])
    }
    hub.kill(dir.file('end'))
  },
)
