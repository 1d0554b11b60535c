import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { findFreePort } from '@cryo/testing'

import { findBuilt } from '../stack/binary-cache.ts'
import { Service } from '../stack/service.ts'

/** Longer than all samples: promtool reads the whole file for each block. */
const ONE_BLOCK = '--max-block-duration=768h'

/**
 * A Prometheus over the samples of a file of OpenMetrics, which is to be started.
 *
 * @param dir - Where the file is, and everything of Prometheus will be.
 * @returns `null` where none is built (`stack/build.ts`).
 */
export async function createPrometheus(
  dir: string,
  file: string,
): Promise<{ readonly service: Service; readonly url: string } | null> {
  const [prometheus, promtool] = [findBuilt('prometheus'), findBuilt('promtool')]
  if (prometheus === null || promtool === null) return null
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', ONE_BLOCK, file, 'tsdb']
  const made = spawnSync(promtool, args, { cwd: dir })
  if (made.status !== 0) throw new Error(made.stderr.toString())
  writeFileSync(join(dir, 'prometheus.yml'), 'global: { evaluation_interval: 1m }\n')
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}`
  const service = new Service({
    name: 'prometheus',
    path: prometheus,
    args: [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=tsdb',
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    cwd: dir,
    logFile: join(dir, 'prometheus.log'),
    readyUrl: `${url}/-/ready`,
  })
  return { service, url }
}
