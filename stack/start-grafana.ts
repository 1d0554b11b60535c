import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { makeWritable } from './make-writable.ts'
import { Service } from './service.ts'
import type { Stack } from './start-stack.ts'

const GRAFANA = join(import.meta.dirname, '..', 'grafana')

/** The usual port of Grafana, to which the alerts' `dashboard_url` leads. */
export const GRAFANA_PORT = 3000

/** How Grafana is run. */
export interface GrafanaOptions {
  /** Folder of an unpacked Grafana. */
  readonly home: string
  readonly port: number
  /** Folder of its data. */
  readonly dir: string
  /** Where it finds what it shows. */
  readonly stack: Pick<Stack, 'urls' | 'logs'>
  /** Ends the start before it is ready. */
  readonly signal?: AbortSignal
}

/** A Grafana that runs. */
export interface Grafana extends AsyncDisposable {
  readonly url: string
}

/**
 * Finds the program in the folder of an unpacked Grafana.
 *
 * @throws Error where there is none.
 */
export function findGrafana(home: string): string {
  const path = join(home, 'bin', 'grafana')
  if (existsSync(path)) return path
  throw new Error(`GRAFANA_HOME is "${home}": expected the folder of an unpacked Grafana, with bin/grafana`)
}

/**
 * Runs a Grafana of yours with the data sources and dashboards of this repository.
 *
 * @throws Error where there is none in that folder, or it does not start.
 */
export async function startGrafana({ home, port, dir, stack, signal }: GrafanaOptions): Promise<Grafana> {
  const path = findGrafana(home)
  makeWritable(dir, '--dir')
  const url = `http://127.0.0.1:${port}`
  const service = new Service({
    name: 'grafana',
    path,
    args: ['server', '--homepath', home],
    cwd: dir,
    logFile: join(stack.logs, 'grafana.log'),
    readyUrl: `${url}/api/health`,
    env: {
      CRYO_PROMETHEUS_URL: stack.urls.prometheus,
      CRYO_TEMPO_QUERY_URL: stack.urls.tempo,
      CRYO_ALERTMANAGER_URL: stack.urls.alertmanager,
      CRYO_DASHBOARDS_DIR: join(GRAFANA, 'dashboards'),
      GF_PATHS_PROVISIONING: join(GRAFANA, 'provisioning'),
      GF_PATHS_DATA: dir,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      // It asks nobody outside for anything.
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
    },
  })
  await service.start(signal)
  return { url, [Symbol.asyncDispose]: () => service.stop() }
}
