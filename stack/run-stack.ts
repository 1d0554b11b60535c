import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { findFreePort, guardGroup } from '@cryo/testing'

import { findGrafana, type Grafana, GRAFANA_PORT, startGrafana } from './start-grafana.ts'
import type { StackArguments } from './stack-arguments.ts'
import { requireFree } from './ports.ts'
import { type Stack, startStack } from './start-stack.ts'
import { openWebhookSecret } from './webhook-secret.ts'

const DEMO = join(import.meta.dirname, '..', 'examples', 'cryoprotect', 'dist', 'main.js')

/**
 * Runs the stack until a signal ends it, with the demo in it where that is asked for.
 *
 * @returns The exit code: 0 where a signal has ended it, 1 where something is wrong, which stderr then says in a line.
 */
export async function runStack(options: StackArguments): Promise<number> {
  const ended = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort())
  try {
    await run(options, ended.signal)
    return 0
  } catch (error) {
    if (ended.signal.aborted) return 0
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

/** @throws Error where something does not start, or the demo ends by itself. */
async function run(options: StackArguments, signal: AbortSignal): Promise<void> {
  const { dir, freePorts, grafanaHome, monitoringDir, pagePort, demo: hasDemo } = options
  // What would end the start later is said before it.
  if (hasDemo) await requireFree({ page: pagePort }, 'set CRYO_DASHBOARD_PORT')
  if (grafanaHome !== null) findGrafana(grafanaHome)
  if (grafanaHome !== null && !freePorts) await requireFree({ grafana: GRAFANA_PORT }, 'use --free-ports')
  process.stdout.write('\n')
  const say = (sentence: string): void => void process.stdout.write(`  ${sentence}\n`)
  await using stack = await startStack({
    dir,
    ports: freePorts ? 'free' : 'standard',
    hub: {
      webhookUrl: `http://127.0.0.1:${pagePort}/monitoring/api/alertmanager`,
      webhookToken: openWebhookSecret(monitoringDir),
    },
    onProgress: say,
    onLost: say,
    signal,
  })
  const grafanaPort = freePorts ? await findFreePort() : GRAFANA_PORT
  await using grafana =
    grafanaHome === null
      ? null
      : await startGrafana({ home: grafanaHome, port: grafanaPort, dir: join(dir, 'grafana'), stack, signal })
  process.stdout.write(describe(stack, options, grafana))
  using demo = hasDemo ? startDemo(stack, monitoringDir) : null
  await Promise.race([demo?.lost, once(signal, 'abort')].filter((each) => each !== undefined))
  say('ending')
  await demo?.end()
}

function describe(
  { urls, logs }: Stack,
  { demo, freePorts, monitoringDir }: StackArguments,
  grafana: Grafana | null,
): string {
  const addresses = freePorts
    ? ` --prometheus ${urls.prometheus} --alertmanager ${urls.alertmanager} --tempo ${urls.tempo}`
    : ''
  const own = `
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
${demo ? '' : own}
  Does all of it work?
    npx -y pnpm@12 run doctor --dir ${monitoringDir}${addresses}
${demo ? '' : '\n  Ctrl-C ends everything.\n'}
`
}

interface RunningDemo extends Disposable {
  /** Rejects when it ends by itself. */
  readonly lost: Promise<never>
  /** Ends it in order. */
  end(): Promise<void>
}

function startDemo({ urls }: Stack, monitoringDir: string): RunningDemo {
  const child = spawn(process.execPath, [DEMO], {
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
  const dismiss = guardGroup(child)
  const exit = once(child, 'exit')
  const lost = exit.then(([code]) => {
    throw new Error(`the demo ended with exit code ${String(code)}`)
  })
  lost.catch(() => {})
  return {
    lost,
    async end() {
      child.kill('SIGTERM')
      await exit
    },
    [Symbol.dispose]: dismiss,
  }
}
