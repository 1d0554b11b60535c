import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { PEERS } from './install-peers.ts'

/** One way to run an application: bare, with us, or with a peer. */
export interface BenchConfiguration {
  readonly name: string
  /** Arguments of Node before the application's file. */
  readonly preload: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What is preloaded to monitor an application. */
export const REGISTER: string = pathToFileURL(
  join(import.meta.dirname, '..', 'packages', 'monitoring', 'dist', 'register.js'),
).href

const OTLP = {
  OTEL_SERVICE_NAME: 'bench',
  OTEL_TRACES_EXPORTER: 'otlp',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
  OTEL_METRIC_EXPORT_INTERVAL: '5000',
  OTEL_METRIC_EXPORT_TIMEOUT: '4000',
}

/**
 * The ways to run, each sending to the same OTLP endpoint where it can.
 *
 * @param sinkUrl - Where telemetry goes.
 * @param monitoringDir - Folder for ours.
 */
export function createConfigurations(sinkUrl: string, monitoringDir: string): readonly BenchConfiguration[] {
  const endpoint = { ...OTLP, OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl }
  // By its public name: a file inside of a package moves from one version to the next.
  const peer = createRequire(join(PEERS, 'package.json')).resolve
  return [
    { name: 'bare', preload: [], env: {} },
    {
      name: 'ours',
      preload: ['--import', REGISTER],
      env: { ...endpoint, CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: monitoringDir },
    },
    { name: 'hand-built OpenTelemetry', preload: ['--require', join(PEERS, 'hand.cjs')], env: endpoint },
    {
      name: 'auto-instrumentations-node',
      preload: ['--require', peer('@opentelemetry/auto-instrumentations-node/register')],
      env: endpoint,
    },
    {
      name: 'dd-trace',
      preload: ['--require', peer('dd-trace/init')],
      env: {
        DD_TRACE_AGENT_URL: sinkUrl,
        DD_REMOTE_CONFIGURATION_ENABLED: 'false',
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        DD_TRACE_STARTUP_LOGS: 'false',
      },
    },
  ]
}
