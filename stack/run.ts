import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { findFreePort } from '@cryo/testing'

import { type Grafana, GRAFANA_PORT, startGrafana } from './start-grafana.ts'
import { readArguments, type StackArguments, USAGE } from './stack-arguments.ts'
import { type Stack, startStack } from './start-stack.ts'
import { openWebhookSecret } from './webhook-secret.ts'

const START_DEMO = join(import.meta.dirname, '..', 'scripts', 'start.ts')

/** `pnpm stack`: runs the stack until Ctrl-C, with the demo in it where that is asked for. */
async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2), process.env)
  if (options.help) {
    process.stdout.write(USAGE)
    return
  }
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve())
  })
  const { dir, freePorts, monitoringDir, pagePort } = options
  await using stack = await startStack({
    dir,
    ports: freePorts ? 'free' : 'standard',
    hub: {
      webhookUrl: `http://127.0.0.1:${pagePort}/monitoring/api/alertmanager`,
      webhookToken: openWebhookSecret(monitoringDir),
    },
    onProgress: (sentence) => process.stdout.write(`  ${sentence}\n`),
  })
  await using grafana = await findGrafana(stack, options)
  process.stdout.write(describe(stack, options, grafana))
  const demo = options.demo ? startDemo(stack, monitoringDir) : null
  await stopped
  process.stdout.write('\n  ending\n')
  await endDemo(demo)
}

/** `null` where no Grafana is named. */
async function findGrafana(stack: Stack, { dir, freePorts }: StackArguments): Promise<Grafana | null> {
  const home = process.env['GRAFANA_HOME'] ?? ''
  if (home === '') return null
  const port = freePorts ? await findFreePort() : GRAFANA_PORT
  return startGrafana({ home, port, dir: join(dir, 'grafana'), stack })
}

function describe(
  { urls, logs }: Stack,
  { demo, monitoringDir }: StackArguments,
  grafana: Grafana | null,
): string {
  const own = demo
    ? ''
    : `
  Start your application with
    OTEL_EXPORTER_OTLP_ENDPOINT=${urls.collector}
    OTEL_METRIC_EXPORT_INTERVAL=10000
    CRYO_ALERTMANAGER_URL=${urls.alertmanager}
    CRYO_MONITORING_DIR=${monitoringDir}
`
  return `
  Collector     ${urls.collector} (OTLP over HTTP)
  Prometheus    ${urls.prometheus}
  Alertmanager  ${urls.alertmanager}
  Tempo         ${urls.tempo}
  Grafana       ${grafana?.url ?? 'not started: set GRAFANA_HOME to the folder of an unpacked Grafana'}
  Logs          ${logs}
${own}
  Ctrl-C ends everything.

`
}

function startDemo({ urls }: Stack, monitoringDir: string): ChildProcess {
  return spawn(process.execPath, [START_DEMO], {
    stdio: 'inherit',
    // Ctrl-C of a terminal goes to all of its processes: this one ends the demo itself, before the stack.
    detached: true,
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: urls.collector,
      OTEL_METRIC_EXPORT_INTERVAL: '10000',
      CRYO_ALERTMANAGER_URL: urls.alertmanager,
      CRYO_MONITORING_DIR: monitoringDir,
    },
  })
}

async function endDemo(demo: ChildProcess | null): Promise<void> {
  if (demo === null || demo.exitCode !== null || demo.signalCode !== null) return
  const ended = once(demo, 'exit')
  demo.kill('SIGTERM')
  await ended
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
