import { join } from 'node:path'

import { createTempDir, findFreePort, runProcess } from '@cryo/testing'
import type { RunningProcess, TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const APP = join(import.meta.dirname, 'fixtures', 'app.mjs')

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

function start(env: Readonly<Record<string, string>>): RunningProcess {
  return runProcess({
    entry: APP,
    env: { CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: dir.path, OTEL_SERVICE_NAME: 'on-demand', ...env },
  })
}

/** Asks until the exporter has started, which it does after the application's first line. */
async function scrape(url: string): Promise<string> {
  for (;;) {
    try {
      return await (await fetch(url)).text()
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

describe('OTEL_METRICS_EXPORTER=prometheus', () => {
  it('serves what is counted in shared memory by the standard exporter', async () => {
    const port = await findFreePort()
    await using app = start({
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    })
    await app.waitForLine(/^done/)
    const text = await scrape(`http://127.0.0.1:${port}/metrics`)
    // The standard exporter leaves the unit out of the name.
    expect(text).toMatch(/^cryo_operation_duration_count\{.*cryo_operation_name="on demand".*\} 1$/m)
    expect(text).toMatch(/^cryo_operation_items_total\{.*\} 3$/m)
    expect(text).toMatch(/^http_server_request_duration_bucket\{.*le="\+Inf".*\} 1$/m)
    expect(text).toMatch(/^target_info\{.*service_name="on-demand".*\} 1$/m)
  })
})

describe('@opentelemetry/sdk-node', () => {
  it('is loaded for another exporter, and what it exports is on the page too', async () => {
    await using app = start({ OTEL_TRACES_EXPORTER: 'console', OTEL_BSP_SCHEDULE_DELAY: '1' })
    const [, url] = await app.waitForLine(/(http:\/\/localhost:\d+)\/monitoring/)
    await app.waitForLine(/name: 'on demand'/)
    const data = (await (await fetch(`${url}/monitoring/api/status`)).json()) as {
      operations: { name: string; count: number }[]
      systemInfo: { spans: { name: string }[] }
    }
    expect(data.operations).toContainEqual(expect.objectContaining({ name: 'on demand', count: 1 }))
    expect(data.systemInfo.spans.map(({ name }) => name)).toContain('on demand')
  })

  it('is loaded for another propagator', async () => {
    await using app = start({ OTEL_PROPAGATORS: 'b3' })
    const [line] = await app.waitForLine(/^done .*/)
    expect(line).toMatch(/\bb3\b/)
    expect(line).not.toContain('traceparent')
  })

  it('is not loaded otherwise: the standard propagator needs none', async () => {
    await using app = start({})
    const [line] = await app.waitForLine(/^done .*/)
    expect(line).toContain('traceparent')
    expect(line).not.toMatch(/\bb3\b/)
  })
})

describe('disabled', () => {
  it.for([{ OTEL_SDK_DISABLED: 'true' }, { CRYO_MONITORING_DISABLED: 'true' }])(
    '%j starts nothing',
    async (env) => {
      await using app = start(env as Record<string, string>)
      const [line] = await app.waitForLine(/^done .*/)
      expect(line).not.toContain('traceparent')
      app.kill('SIGTERM')
      expect(await app.exited).toMatchObject({ signal: 'SIGTERM', stderr: '' })
    },
  )
})
