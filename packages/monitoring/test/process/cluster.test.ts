import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { MonitoringData } from '@cryo/protocol'
import { createTempDir, findFreePort, runProcess, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, TempDir } from '@cryo/testing'
import { describe, expect, it, vi } from 'vitest'

import { REGISTER } from './run-to-end.ts'

const WAIT = { timeout: 30_000, interval: 50 }

async function readStatus(port: number): Promise<MonitoringData> {
  const reply = await fetch(`http://127.0.0.1:${port}/monitoring/api/status`)
  return (await reply.json()) as MonitoringData
}

/** Processes that the page shows. */
async function shownPids(port: number): Promise<Set<number | null>> {
  const { resources } = await readStatus(port)
  return new Set(resources.map(({ pid }) => pid))
}

function ownerPid(dir: TempDir): number {
  return (JSON.parse(readFileSync(dir.file('monitoring', 'hub.json'), 'utf8')) as { pid: number }).pid
}

const operationNames = ({ spans }: OtlpSink): string[] => spans.map(({ name }) => name).toSorted()

describe('a cluster of four workers', () => {
  it('shows all of them on one page, also after the one that serves it was killed', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const port = await findFreePort()
    await using program = runProcess({
      entry: join(import.meta.dirname, 'fixtures', 'cluster.mjs'),
      env: {
        CRYO_MONITORING_DIR: dir.file('monitoring'),
        CRYO_DASHBOARD_PORT: String(port),
        OTEL_SERVICE_NAME: 'cluster',
        OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
        TEST_REGISTER: REGISTER,
      },
      cwd: dir.path,
    })
    await vi.waitFor(() => expect(program.stdout.match(/^listening/gm)).toHaveLength(4), WAIT)
    const pids = [...program.stdout.matchAll(/^listening (\d+)$/gm)].map(([, pid]) => Number(pid))
    await vi.waitFor(async () => expect(await shownPids(port)).toEqual(new Set(pids)), WAIT)
    expect((await readStatus(port)).systemInfo.processes).toBe(4)

    await sink.waitFor(({ spans }) => spans.length === 4, 'an operation of each worker')
    const owner = ownerPid(dir)
    expect(pids).toContain(owner)
    process.kill(owner, 'SIGKILL')
    await program.waitForLine(new RegExp(`^ended ${owner} SIGKILL$`))
    const left = pids.filter((pid) => pid !== owner)
    await vi.waitFor(async () => expect(await shownPids(port)).toEqual(new Set(left)), WAIT)
    expect(left).toContain(ownerPid(dir))

    program.kill('SIGTERM')
    const { code, stderr } = await program.exited
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(operationNames(sink)).toEqual(['worker 1', 'worker 2', 'worker 3', 'worker 4'])
  })
})
