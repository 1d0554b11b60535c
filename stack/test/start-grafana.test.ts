import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir, findFreePort } from '@cryo/testing'
import { expect, it } from 'vitest'

import { startGrafana } from '../start-grafana.ts'

const URLS = {
  collector: 'http://127.0.0.1:1',
  prometheus: 'http://127.0.0.1:2',
  alertmanager: 'http://127.0.0.1:3',
  tempo: 'http://127.0.0.1:4',
}

/** Says how it was started, and answers as Grafana does once it is ready. */
const STAND_IN = `#!${process.execPath}
require('node:fs').writeFileSync('started.json', JSON.stringify({ args: process.argv.slice(2), env: process.env }))
require('node:http')
  .createServer((request, response) => response.writeHead(request.url === '/api/health' ? 200 : 404).end())
  .listen(process.env.GF_SERVER_HTTP_PORT, process.env.GF_SERVER_HTTP_ADDR)
`

it('runs a Grafana with the addresses, provisioning and dashboards that it needs, and ends it', async () => {
  using dir = createTempDir()
  const home = dir.file('home')
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'bin', 'grafana'), STAND_IN)
  chmodSync(join(home, 'bin', 'grafana'), 0o755)
  const port = await findFreePort()
  const data = dir.file('data')
  {
    await using grafana = await startGrafana({ home, port, dir: data, stack: { urls: URLS, logs: dir.path } })
    expect(grafana.url).toBe(`http://127.0.0.1:${port}`)
    const { args, env } = JSON.parse(readFileSync(join(data, 'started.json'), 'utf8')) as {
      args: string[]
      env: Record<string, string>
    }
    expect(args).toEqual(['server', '--homepath', home])
    expect(env).toMatchObject({
      CRYO_PROMETHEUS_URL: URLS.prometheus,
      CRYO_TEMPO_QUERY_URL: URLS.tempo,
      CRYO_ALERTMANAGER_URL: URLS.alertmanager,
      GF_PATHS_DATA: data,
    })
    expect(existsSync(join(env['CRYO_DASHBOARDS_DIR'] ?? '', 'cryo-overview.json'))).toBe(true)
    for (const file of ['datasources/cryo.yaml', 'dashboards/cryo.yaml'])
      expect(existsSync(join(env['GF_PATHS_PROVISIONING'] ?? '', file))).toBe(true)
  }
  await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow('fetch failed')
})

it('says what is expected where there is no Grafana', async () => {
  using dir = createTempDir()
  await expect(
    startGrafana({ home: dir.path, port: 1, dir: dir.path, stack: { urls: URLS, logs: dir.path } }),
  ).rejects.toThrow(`GRAFANA_HOME is "${dir.path}": expected the folder of an unpacked Grafana`)
})
