import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir, findFreePort, runProcess } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Stack, startStack } from '../start-stack.ts'
import { openWebhookSecret } from '../webhook-secret.ts'
import { query, until, untilValue } from './prometheus-query.ts'
import { hasStack } from './require-stack.ts'
import { TestApp } from './test-app.ts'

const DOCTOR = join(import.meta.dirname, '..', '..', 'packages', 'monitoring', 'dist', 'cli.js')
/** Rules are evaluated every 10 s, 10 s late, and Alertmanager waits 5 s: an alert and its end take a minute. */
const LIMIT_MS = 180_000

describe.runIf(hasStack)('telemetry of an application on the whole stack', { timeout: LIMIT_MS }, () => {
  let dir: TempDir
  let stack: Stack
  let env: Record<string, string>

  beforeAll(async () => {
    dir = createTempDir()
    const monitoringDir = dir.file('monitoring')
    const pagePort = await findFreePort()
    stack = await startStack({
      dir: dir.file('stack'),
      ports: 'free',
      hub: {
        webhookUrl: `http://127.0.0.1:${pagePort}/monitoring/api/alertmanager`,
        webhookToken: openWebhookSecret(monitoringDir),
      },
      samplePercent: 100,
    })
    env = {
      CRYO_DASHBOARD_PORT: String(pagePort),
      CRYO_MONITORING_DIR: monitoringDir,
      CRYO_ALERTMANAGER_URL: stack.urls.alertmanager,
      OTEL_SERVICE_NAME: 'lab',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,service.version=1.2.3',
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    }
  }, LIMIT_MS)
  afterAll(async () => {
    await stack?.stop()
    dir?.[Symbol.dispose]()
  })

  it('has the names, labels and values of the contract, from the first increment to the orderly end', async () => {
    await using app = new TestApp(env)
    const { prometheus } = stack.urls
    app.tell('operations 7 2')
    await app.said('operated')
    const [counted] = await untilValue(prometheus, 'cryo_operation_items_total', 70)
    expect(counted?.metric).toMatchObject({
      __name__: 'cryo_operation_items_total',
      cryo_operation_name: 'fit',
      cryo_operation_kind: 'operation',
      service_name: 'lab',
      service_version: '1.2.3',
      service_instance_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      deployment_environment_name: 'test',
      host_name: expect.any(String),
    })
    await untilValue(prometheus, 'sum(cryo_operation_duration_seconds_count{cryo_outcome="failure"})', 2)
    await untilValue(prometheus, 'sum(cryo_operation_duration_seconds_count)', 7)
    await untilValue(prometheus, 'sum(cryo_errors_total{error_type="RangeError"})', 2)
    await untilValue(
      prometheus,
      'max(service:cryo_alert_threshold:max{cryo_threshold_name="memory_usage"})',
      85,
    )
    // What is no counter was never 0: a threshold of 0 would fire at each start.
    const [least] = await query(prometheus, 'min(min_over_time(cryo_alert_threshold[10m]))')
    expect(Number(least?.value?.[1])).toBe(3)
    // Born at 70: with the zero before it, the first increment counts.
    const [range] = await query(prometheus, 'cryo_operation_items_total[10m]')
    expect(range?.values?.slice(0, 2).map(([, value]) => Number(value))).toEqual([0, 70])

    app.tell('exit')
    await app.exited()
    await until(
      () => query(prometheus, 'cryo_operation_items_total'),
      (found) => found.length === 0,
    )
    const [last] = await query(prometheus, 'last_over_time(cryo_operation_items_total[10m])')
    expect(Number(last?.value?.[1])).toBe(70)
  })

  it('is found as traces, and its metrics by span have exemplars that lead to them', async () => {
    await using app = new TestApp(env)
    app.tell('operations 3 1')
    await app.said('operated')
    const { tempo, prometheus } = stack.urls
    const search = new URLSearchParams({
      q: '{ name = "fit" && status = error && resource.service.name = "lab" }',
    })
    const { traces } = await until(
      async () =>
        (await (await fetch(`${tempo}/api/search?${search}`)).json()) as { traces?: { traceID: string }[] },
      (found) => (found.traces?.length ?? 0) > 0,
    )
    const id = traces?.[0]?.traceID ?? ''
    const trace = await (await fetch(`${tempo}/api/traces/${id}`)).text()
    expect(trace).toContain('cryo.operation.kind')
    const exemplars = new URLSearchParams({
      query: 'traces_span_metrics_duration_seconds_bucket{span_name="fit"}',
      start: String(Date.now() / 1000 - 600),
      end: String(Date.now() / 1000 + 60),
    })
    const { data } = await until(
      async () =>
        (await (await fetch(`${prometheus}/api/v1/query_exemplars?${exemplars}`)).json()) as {
          data: { exemplars: { labels: Record<string, string> }[] }[]
        },
      (found) => found.data.length > 0,
    )
    expect(data[0]?.exemplars[0]?.labels['trace_id']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('fires a rule: its handler is called once, and once more when it resolves', async () => {
    await using app = new TestApp(env)
    app.tell('job fail')
    await app.said('alert BatchFailed firing')
    app.tell('job succeed')
    await app.said('alert BatchFailed resolved')
    expect(app.lines.filter((line) => line.startsWith('alert BatchFailed'))).toEqual([
      expect.stringMatching(/^alert BatchFailed firing \d+(?:\.\d+)? 1$/),
      expect.stringMatching(/^alert BatchFailed resolved \d+(?:\.\d+)? 1$/),
    ])
  })

  it('has silences that Alertmanager knows, and knows those that are set and ended there', async () => {
    await using app = new TestApp(env)
    await app.said('ready')
    const api = `${stack.urls.alertmanager}/api/v2`
    const readSilences = async (): Promise<string[]> => {
      const silences = (await (await fetch(`${api}/silences`)).json()) as {
        status: { state: string }
        matchers: { value: string }[]
      }[]
      return silences.map(({ status, matchers }) => `${matchers[0]?.value} ${status.state}`).toSorted()
    }
    app.tell('silence BatchLate')
    await app.said('silenced')
    expect(await readSilences()).toEqual(['BatchLate active'])
    app.tell('unsilence BatchLate')
    await app.said('unsilenced 1')
    expect(await readSilences()).toEqual(['BatchLate expired'])

    await fetch(`${api}/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        matchers: [{ name: 'alertname', value: 'DbSlow', isRegex: false, isEqual: true }],
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 600_000).toISOString(),
        createdBy: 'somebody',
        comment: 'by hand',
      }),
    })
    // The hub asks every ten seconds; ending one asks as well.
    await until(
      async () => {
        app.tell('unsilence DbSlow')
        await app.said('unsilenced', app.lines.filter((line) => line.startsWith('unsilenced')).length + 1)
        return app.lines.at(-1)
      },
      (line) => line === 'unsilenced 1',
    )
    expect(await readSilences()).toEqual(['BatchLate expired', 'DbSlow expired'])
  })

  it('is followed by the doctor through every hop, and a hop that is broken is named with how to mend it', async () => {
    await using app = new TestApp(env)
    await app.said('ready')
    const hubFile = join(env['CRYO_MONITORING_DIR'] ?? '', 'hub.json')
    // Not that of an application before, which a test killed.
    await until(async () => existsSync(hubFile) && readOwner(hubFile) === app.pid, Boolean)
    const well = await examine()
    expect(well.stdout.split('\n').filter((line) => /^[✘?]/.test(line))).toEqual([])
    expect(well).toMatchObject({ code: 0, stderr: '' })
    expect(well.stdout.split('\n').filter((line) => line.startsWith('✔'))).toHaveLength(8)
    // It takes 10 s at least: what is waited for is said.
    expect(well.stdout).toContain('…  Prometheus → rule       waiting for the rule, 60 s at most')
    await app.said('alert CryoDoctor firing')

    await stack.services.alertmanager?.stop()
    const broken = await examine()
    expect(broken.code).toBe(1)
    expect(broken.stdout).toContain(`Alertmanager at ${stack.urls.alertmanager} answers nothing`)
    expect(broken.stdout).toContain('→ start it, or name it with --alertmanager')
    expect(broken.stdout).toContain('?  Alertmanager → webhook')
    expect(broken.stdout.split('\n').filter((line) => line.startsWith('✔'))).toHaveLength(5)
    await stack.services.alertmanager?.start()
  })

  async function examine(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const { prometheus, alertmanager, tempo } = stack.urls
    await using doctor = runProcess({
      entry: DOCTOR,
      args: ['doctor', '--prometheus', prometheus, '--alertmanager', alertmanager, '--tempo', tempo],
      env: { CRYO_MONITORING_DIR: env['CRYO_MONITORING_DIR'] },
      killAfterMs: LIMIT_MS,
    })
    return await doctor.exited
  }
})

/** Which process serves the page of a folder. */
function readOwner(hubFile: string): number {
  return (JSON.parse(readFileSync(hubFile, 'utf8')) as { readonly pid: number }).pid
}
