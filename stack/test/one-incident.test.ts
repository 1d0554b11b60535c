import { createTempDir, findFreePort } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Stack, startStack } from '../start-stack.ts'
import { openWebhookSecret } from '../webhook-secret.ts'
import { until } from './prometheus-query.ts'
import { hasStack } from './require-stack.ts'
import { TestApp } from './test-app.ts'

/** Who notices that Prometheus is gone waits two minutes, by design. */
const LIMIT_MS = 420_000
/** Four times as long as Alertmanager and Prometheus take here to repeat what they know. */
const QUIET_MS = 20_000

describe.runIf(hasStack)(
  'an incident is told once, whoever is there to tell it',
  { timeout: LIMIT_MS },
  () => {
    let dir: TempDir
    let stack: Stack
    let app: TestApp
    /** What the handler heard, all in all. */
    const expected: string[] = []

    beforeAll(async () => {
      dir = createTempDir()
      const monitoringDir = dir.file('monitoring')
      const pagePort = await findFreePort()
      stack = await startStack({
        dir: dir.file('stack'),
        ports: 'free',
        parts: ['alertmanager', 'prometheus', 'collector'],
        repeatsSoon: true,
        hub: {
          webhookUrl: `http://127.0.0.1:${pagePort}/monitoring/api/alertmanager`,
          webhookToken: openWebhookSecret(monitoringDir),
        },
      })
      app = new TestApp({
        CRYO_DASHBOARD_PORT: String(pagePort),
        CRYO_MONITORING_DIR: monitoringDir,
        CRYO_ALERTMANAGER_URL: stack.urls.alertmanager,
        OTEL_SERVICE_NAME: 'lab',
        OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      })
      await app.said('ready')
      await until(
        () => readAlerts(),
        (alerts) => alerts.includes('Watchdog'),
      )
    }, LIMIT_MS)
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]()
      await stack?.stop()
      dir?.[Symbol.dispose]()
    })

    /** A job fails, or runs well again: the alert fires, or ends, and the handler hears of it. */
    async function run(outcome: 'fail' | 'succeed'): Promise<void> {
      const status = outcome === 'fail' ? 'firing' : 'resolved'
      app.tell(`job ${outcome}`)
      expected.push(`alert BatchFailed ${status}`)
      await app.said(`alert BatchFailed ${status}`, expected.filter((line) => line.endsWith(status)).length)
      expect(heard()).toEqual(expected)
    }

    const heard = (): string[] =>
      app.lines
        .filter((line) => line.startsWith('alert BatchFailed'))
        .map((line) => line.split(' ').slice(0, 3).join(' '))

    async function readAlerts(): Promise<string[]> {
      const alerts = (await (await fetch(`${stack.urls.alertmanager}/api/v2/alerts`)).json()) as {
        labels: { alertname: string }
        generatorURL: string
      }[]
      return alerts.flatMap(({ labels, generatorURL }) => [
        labels.alertname,
        `${labels.alertname} by ${generatorURL.includes('evaluated-by-the-hub') ? 'the hub' : 'Prometheus'}`,
      ])
    }

    const hasAlert = (name: string): Promise<unknown> =>
      until(
        () => readAlerts(),
        (alerts) => alerts.includes(name),
      )

    /** Time in which whoever repeats something does so. */
    const beQuiet = async (): Promise<void> => {
      await new Promise((resolve) => {
        setTimeout(resolve, QUIET_MS)
      })
      expect(heard()).toEqual(expected)
    }

    it('with Prometheus and Alertmanager', async () => {
      await run('fail')
      await hasAlert('BatchFailed by Prometheus')
      await beQuiet()
      await run('succeed')
    })

    it('without Prometheus, by the hub through Alertmanager, and after its return', async () => {
      await stack.services.prometheus?.stop()
      await run('fail')
      await hasAlert('BatchFailed by the hub')
      await stack.services.prometheus?.start()
      await hasAlert('BatchFailed by Prometheus')
      await beQuiet()
      await run('succeed')
    })

    it('without Alertmanager, by the hub alone, and after its return', async () => {
      await stack.services.alertmanager?.stop()
      await run('fail')
      await stack.services.alertmanager?.start()
      await hasAlert('BatchFailed by Prometheus')
      await beQuiet()
      await run('succeed')
    })

    it('though it ended while Alertmanager was away', async () => {
      await run('fail')
      await stack.services.alertmanager?.stop()
      await run('succeed')
      await stack.services.alertmanager?.start()
      await hasAlert('Watchdog')
      await beQuiet()
    })
  },
)
