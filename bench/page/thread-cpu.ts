import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts time in these. */
const TICKS_PER_SECOND = 100

/** CPU time of a process' own thread and of the busiest of its others, the hub, in seconds. */
export interface ThreadCpu {
  readonly application: number
  readonly hub: number
}

/** Reads how long the threads of a process have run since it started. */
export function readThreadCpu(pid: number): ThreadCpu {
  const seconds = new Map<number, number>()
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    seconds.set(Number(thread), (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND)
  }
  const others = [...seconds].filter(([thread]) => thread !== pid).map(([, value]) => value)
  return { application: seconds.get(pid) ?? 0, hub: Math.max(0, ...others) }
}
