import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Alert } from '@cryo/protocol'
import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { readStatus, statusWith, TestApp } from './start-app.ts'

const APP = join(import.meta.dirname, 'fixtures', 'alerts.mjs')
const TOKEN = 'a-secret-of-the-webhook'
const START = Date.parse('2026-11-26T10:00:00Z')

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

interface AppSettings {
  readonly service?: string
  /** Names of the fixture's handlers. */
  readonly handlers?: string
  readonly options?: Readonly<Record<string, unknown>>
}

function startApp({ service = 'shop', handlers = 'say', options = {} }: AppSettings = {}): TestApp {
  return new TestApp(
    {
      CRYO_DASHBOARD_PORT: '0',
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_SERVICE_NAME: service,
      TEST_HANDLERS: handlers,
      TEST_OPTIONS: JSON.stringify({ alertmanager: { webhookToken: TOKEN }, ...options }),
    },
    [],
    APP,
  )
}

interface SentAlert {
  readonly status?: 'firing' | 'resolved'
  readonly name?: string
  readonly service?: string
  readonly fingerprint?: string
  /** Minutes after {@link START}. */
  readonly starts?: number
  readonly ends?: number
  readonly value?: string
}

/** As Alertmanager writes it. */
function toAlert(sent: SentAlert): object {
  const { status = 'firing', name = 'HighErrorRatio', service = 'shop', starts = 0, ends = 5 } = sent
  const { fingerprint = '0123456789abcdef', value = '0.25' } = sent
  return {
    status,
    labels: { alertname: name, severity: 'critical', service_name: service, cryo_job_name: 'screen' },
    annotations: {
      summary: `${name} of ${service}`,
      value,
      threshold: '0.05',
      runbook_url: 'https://example.org/runbook',
    },
    startsAt: new Date(START + starts * 60_000).toISOString(),
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date(START + ends * 60_000).toISOString(),
    generatorURL: 'http://prometheus/graph',
    fingerprint,
  }
}

/** Sends a group of alerts; answers with the status of the answer. */
async function send(
  url: string,
  alerts: readonly SentAlert[],
  own: object = {},
  token = TOKEN,
): Promise<number> {
  const response = await fetch(`${url}/monitoring/api/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      groupKey: '{}:{alertname="HighErrorRatio"}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'hub',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager',
      alerts: alerts.map(toAlert),
      ...own,
    }),
  })
  await response.arrayBuffer()
  return response.status
}

/** What the handlers of an application were given so far. */
function given(app: TestApp): (Alert & { readonly dates: boolean })[] {
  return app.output
    .split('\n')
    .filter((line) => line.startsWith('alert {'))
    .map((line) => JSON.parse(line.slice('alert '.length)) as Alert & { dates: boolean })
}

async function webhookCounts(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.startsWith('cryo_alert_webhooks_total{'))
      .map((line) => [
        /cryo_webhook_result="(\w+)"/.exec(line)?.[1],
        Number(line.slice(line.lastIndexOf(' '))),
      ])
      .filter(([, count]) => Number(count) > 0),
  ) as Record<string, number>
}

/** Asks until the hub has told so many alerts, as it does every few seconds; what became of them. */
async function countsWith(url: string, alerts: number): Promise<Record<string, number>> {
  for (;;) {
    const counts = await webhookCounts(url)
    const sum = Object.values(counts).reduce((total, count) => total + count, 0)
    if (sum >= alerts) return counts
    await delay(20)
  }
}

describe('an alert of Alertmanager', () => {
  it('is given to the handlers once when it fires and once when it resolves, however often it is sent', async () => {
    await using app = startApp()
    const url = await app.url()
    for (let time = 0; time < 3; time++) expect(await send(url, [{}])).toBe(200)
    await app.line(/^alert .*"firing"/)
    const data = await statusWith(url, ({ alerts }) => alerts.length > 0)
    expect(data.alerts).toMatchObject([{ name: 'HighErrorRatio', value: 0.25, silenced: false }])
    for (let time = 0; time < 3; time++) expect(await send(url, [{ status: 'resolved' }])).toBe(200)
    await app.line(/^alert .*"resolved"/)
    expect(given(app)).toMatchObject([
      {
        name: 'HighErrorRatio',
        severity: 'critical',
        message: 'HighErrorRatio of shop',
        source: 'screen',
        status: 'firing',
        startsAt: new Date(START).toISOString(),
        endsAt: null,
        value: 0.25,
        threshold: 0.05,
        runbookUrl: 'https://example.org/runbook',
        fingerprint: '0123456789abcdef',
        alerts: [{ status: 'firing' }],
        count: 1,
        dates: true,
      },
      { status: 'resolved', endsAt: new Date(START + 300_000).toISOString(), count: 1 },
    ])
    expect((await readStatus(url)).alerts).toEqual([])
    expect(await countsWith(url, 6)).toEqual({ accepted: 2, repeated: 4 })
  })

  it('comes with its whole group, those that changed first', async () => {
    await using app = startApp()
    const url = await app.url()
    await send(url, [{ fingerprint: '00000000000000aa' }])
    await app.line(/^alert .*00000000000000aa/)
    await send(
      url,
      [{ fingerprint: '00000000000000aa' }, { fingerprint: '00000000000000bb', name: 'Other' }],
      { truncatedAlerts: 7 },
    )
    await app.line(/^alert .*"count":9/)
    expect(given(app)[1]).toMatchObject({
      fingerprint: '00000000000000bb',
      alerts: [{ fingerprint: '00000000000000bb' }, { fingerprint: '00000000000000aa' }],
    })
  })

  it('that is replayed, forged, too large or of another version is refused and counted', async () => {
    await using app = startApp()
    const url = await app.url()
    await send(url, [{}])
    await send(url, [{ status: 'resolved' }])
    await app.line(/^alert .*"resolved"/)
    expect(await send(url, [{ starts: 10 }])).toBe(200)
    // An end before the beginning that is known: the first message again.
    expect(await send(url, [{ status: 'resolved' }])).toBe(409)
    expect(await send(url, [{}], {}, 'wrong')).toBe(401)
    expect(await send(url, [{}], { version: '3' })).toBe(400)
    expect(await send(url, [], {})).toBe(400)
    expect(await send(url, [{}], { commonLabels: { text: 'x'.repeat(10 * 1024 * 1024) } })).toBe(413)
    expect(await countsWith(url, 8)).toEqual({
      accepted: 3,
      replayed: 1,
      forged: 1,
      version: 1,
      invalid: 1,
      too_large: 1,
    })
    expect(given(app)).toHaveLength(3)
  })

  it('is not taken by anybody without a secret, and the secret of the folder is for this user alone', async () => {
    {
      await using app = startApp({ options: { alertmanager: {} } })
      expect(await send(await app.url(), [{}])).toBe(403)
    }
    await using app = startApp({ options: { alertmanager: {} } })
    const url = await app.url()
    expect(await send(url, [{}])).toBe(403)
    // Whoever finds out later where Alertmanager is says it then.
    app.tell('configure {"alertmanager":{"url":"http://127.0.0.1:9"}}')
    await app.line(/^configured/)
    const file = dir.file('monitoring/webhook.token')
    await vi.waitFor(() => statSync(file), 5000)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await send(url, [{}], {}, readFileSync(file, 'utf8').trim())).toBe(200)
    await app.line(/^alert .*"firing"/)
  })
})

describe('the handlers', () => {
  it('are isolated: one that throws does not keep another from being called, and is told', async () => {
    await using app = startApp({ handlers: 'throw say' })
    const url = await app.url()
    await send(url, [{}])
    await app.line(/^alert .*"firing"/)
    await app.line(/an alert handler failed on HighErrorRatio \(firing\): RangeError: no mail server/)
    expect(given(app)).toHaveLength(1)
    await statusWith(url, ({ errors }) => errors.groups.some(({ message }) => message === 'no mail server'))
  })

  it('of one process of the service are called, those of the next where they fail, and then of any', async () => {
    await using owner = startApp({ service: 'other' })
    const url = await owner.url()
    await using first = startApp({ handlers: 'throw' })
    await first.line(/^ready/)
    await statusWith(url, ({ systemInfo }) => systemInfo.processes === 2)
    await using second = startApp()
    await second.line(/^ready/)
    await statusWith(url, ({ systemInfo }) => systemInfo.processes === 3)
    await send(url, [{}])
    await first.line(/an alert handler failed/)
    await second.line(/^alert .*"dates":true/)
    expect(given(owner)).toEqual([])
    second.kill('SIGKILL')
    await second.exited()
    await send(url, [{ status: 'resolved' }])
    await owner.line(/^alert .*"resolved"/)
    expect(given(second)).toHaveLength(1)
  })

  it('of a worker thread are not called, and that is said', async () => {
    await using app = startApp({ handlers: '' })
    await app.url()
    app.tell('thread')
    await app.line(/an alert handler in a worker thread is never called: add it in the main thread/)
  })

  it('that come later are told what still fires', async () => {
    await using app = startApp({ handlers: '' })
    await send(await app.url(), [{}])
    app.tell('add say')
    await app.line(/^alert .*"firing"/)
  })

  it('are told after a restart what they were not told before it, and nothing twice', async () => {
    {
      await using app = startApp()
      const url = await app.url()
      await send(url, [{ fingerprint: '00000000000000aa' }])
      await app.line(/^alert .*00000000000000aa/)
      app.tell('remove')
      await app.line(/^removed/)
      await send(url, [{ fingerprint: '00000000000000bb' }], { groupKey: 'another' })
      app.kill('SIGKILL')
      await app.exited()
    }
    await using app = startApp()
    const url = await app.url()
    await app.line(/^alert .*00000000000000bb/)
    await send(url, [{ fingerprint: '00000000000000aa' }])
    await send(url, [{ fingerprint: '00000000000000aa', status: 'resolved' }])
    await app.line(/^alert .*"resolved"/)
    expect(given(app).map(({ fingerprint, status }) => `${fingerprint} ${status}`)).toEqual([
      '00000000000000bb firing',
      '00000000000000aa resolved',
    ])
  })
})

describe('a silence', () => {
  it('is set, ended by its id or by the name of the alert, and outlives kill -9; also from an attached process', async () => {
    {
      await using app = startApp()
      await app.url()
      app.tell('silence BatchStalled 3600')
      await app.line(/^silenced [0-9a-f-]{36}/)
      app.tell('silence BatchLate 3600')
      await app.line(/^silenced (?:[0-9a-f-]{36})/)
      app.kill('SIGKILL')
      await app.exited()
    }
    await using owner = startApp()
    const url = await owner.url()
    await using attached = startApp()
    await attached.line(/^ready/)
    await statusWith(url, ({ systemInfo }) => systemInfo.processes === 2)
    attached.tell('silence BatchFailed 3600')
    const [, id = ''] = await attached.line(/^silenced (\S+)/)
    attached.tell(`unsilence ${id}`)
    await attached.line(/^unsilenced 1$/)
    owner.tell('unsilence BatchStalled')
    await owner.line(/^unsilenced 1$/)
    owner.tell('unsilence BatchFailed')
    await owner.line(/^unsilenced 0$/)
    await send(url, [{}])
    await owner.line(/^alert /)
    attached.tell('alerts')
    const [, text = ''] = await attached.line(/^alerts (\[.+\])$/)
    expect(JSON.parse(text)).toMatchObject([{ name: 'HighErrorRatio', status: 'firing' }])
  })

  it('is refused at once where nobody keeps it', async () => {
    await using app = startApp({ options: { dashboard: { enabled: false } } })
    await app.line(/^ready/)
    const began = performance.now()
    app.tell('silence BatchStalled 5')
    await app.line(/^refused there is no history to store it in/)
    expect(performance.now() - began).toBeLessThan(4000)
  })

  it('that is wrong is refused by name, and ends no process that does not wait for it', async () => {
    await using app = startApp()
    await app.url()
    app.tell('silence BatchStalled -5')
    await app.line(/^refused seconds is -5: expected a number of seconds above 0/)
    app.tell('forget')
    await app.line(/^forgotten/)
    app.tell('silence BatchStalled 5')
    await app.line(/^silenced /)
    expect(app.output).not.toContain('Unhandled')
  })
})
