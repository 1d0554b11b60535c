import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'

import { findCgroup } from './find-cgroup.ts'
import { toPercent, type Usage } from './memory-usage.ts'
import { numberBehind, readSystemFile, readSystemNumber, toWholeNumber } from './read-system-file.ts'
import type { SystemRoots } from './system-roots.ts'

/** Work done so far, and all that could have been done, in one unit. */
interface Mark {
  readonly of: string
  readonly busy: number
  readonly possible: number
}

/** How busy the processor is that this process may use, between one reading and the next. */
export class CpuUsage {
  readonly #roots: SystemRoots
  #marks: ReadonlyMap<string, Mark> = new Map()

  constructor(roots: SystemRoots) {
    this.#roots = roots
  }

  /**
   * Of the quota of the container where there is one, else of the machine; `null` for the first reading.
   *
   * @param nowSeconds - On a clock that is never set.
   */
  async read(nowSeconds: number): Promise<Usage | null> {
    const before = this.#marks
    const containers = await readContainers(this.#roots, nowSeconds)
    this.#marks = containers.size > 0 ? containers : await readMachine(this.#roots)
    let fullest: Usage | null = null
    for (const [key, { of, busy, possible }] of this.#marks) {
      const known = before.get(key)
      // A group that was made anew, or a machine that woke up, starts anew.
      if (known === undefined || busy < known.busy || possible <= known.possible) continue
      const percent = toPercent(busy - known.busy, possible - known.possible)
      if (fullest === null || percent > fullest.percent) fullest = { percent, of }
    }
    return fullest
  }
}

/** The groups that have a quota, by folder, in seconds of processor time. */
async function readContainers(roots: SystemRoots, nowSeconds: number): Promise<ReadonlyMap<string, Mark>> {
  const marks = new Map<string, Mark>()
  const cgroup = await findCgroup(roots, 'cpu')
  const accounts = cgroup?.version === 1 ? await findCgroup(roots, 'cpuacct') : null
  for (const [index, folder] of (cgroup?.folders ?? []).entries()) {
    const cores = cgroup?.version === 1 ? await readQuota1(folder) : await readQuota2(folder)
    if (cores === null || cores >= availableParallelism()) continue
    const busy =
      cgroup?.version === 1 ? await readBusy1(accounts?.folders[index] ?? folder) : await readBusy2(folder)
    if (busy !== null)
      marks.set(`${folder}\n${cores}`, { of: 'container', busy, possible: nowSeconds * cores })
  }
  return marks
}

async function readQuota1(folder: string): Promise<number | null> {
  const quota = await readSystemNumber(join(folder, 'cpu.cfs_quota_us'))
  const period = await readSystemNumber(join(folder, 'cpu.cfs_period_us'))
  return toCores(quota, period)
}

/** `cpu.max` is `50000 100000`, or `max 100000` where there is no quota. */
async function readQuota2(folder: string): Promise<number | null> {
  const [quota = '', period = ''] = ((await readSystemFile(join(folder, 'cpu.max'))) ?? '').split(' ', 2)
  return toCores(toWholeNumber(quota), toWholeNumber(period))
}

function toCores(quota: number | null, period: number | null): number | null {
  return quota === null || period === null || quota === 0 || period === 0 ? null : quota / period
}

async function readBusy1(folder: string): Promise<number | null> {
  const nanoseconds = await readSystemNumber(join(folder, 'cpuacct.usage'))
  return nanoseconds === null ? null : nanoseconds / 1e9
}

async function readBusy2(folder: string): Promise<number | null> {
  const microseconds = numberBehind((await readSystemFile(join(folder, 'cpu.stat'))) ?? '', 'usage_usec')
  return microseconds === null ? null : microseconds / 1e6
}

/** The whole machine, in ticks of all its cores. */
async function readMachine(roots: SystemRoots): Promise<ReadonlyMap<string, Mark>> {
  const stat = await readSystemFile(join(roots.proc, 'stat'))
  return new Map([['machine', stat === null ? markOfNode() : markOfStat(stat)]])
}

/** The first line is `cpu user nice system idle iowait irq softirq steal guest guest_nice`; guests are in `user`. */
function markOfStat(stat: string): Mark {
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, softirq = 0, steal = 0] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map((ticks) => toWholeNumber(ticks) ?? 0)
  const busy = user + nice + system + irq + softirq + steal
  return { of: 'machine', busy, possible: busy + idle + wait }
}

function markOfNode(): Mark {
  let busy = 0
  let idle = 0
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq
    idle += times.idle
  }
  return { of: 'machine', busy, possible: busy + idle }
}
