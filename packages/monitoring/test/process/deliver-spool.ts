import { join } from 'node:path'

import { runProcess } from '@cryo/testing'
import type { OtlpSink, TempDir } from '@cryo/testing'
import { expect, vi } from 'vitest'

import { listSpool } from './read-spool.ts'
import { MONITORED, monitoringEnvironment } from './run-to-end.ts'

const WAIT = { timeout: 20_000, interval: 10 }

/** Runs a later process of the same folder until it has delivered what an earlier one left in the spool. */
export async function deliverSpool(dir: TempDir, sink: OtlpSink): Promise<void> {
  if (listSpool(dir).length === 0) return
  await using next = runProcess({
    entry: join(import.meta.dirname, 'fixtures', 'idle.mjs'),
    nodeArgs: MONITORED,
    env: { ...(await monitoringEnvironment(dir)), OTEL_EXPORTER_OTLP_ENDPOINT: sink.url },
    cwd: dir.path,
  })
  // A batch leaves the spool when the collector's answer has come.
  await vi.waitFor(() => expect(listSpool(dir)).toEqual([]), WAIT)
  next.kill('SIGTERM')
  expect(await next.exited).toMatchObject({ signal: 'SIGTERM' })
}
