import { cp } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { CpuUsage } from '../../src/system/cpu-usage.ts'
import { SYSTEM_ROOTS } from '../../src/system/system-roots.ts'
import { createRoots, FIXTURES, putFiles } from './system-files.ts'

describe('processor', () => {
  it('of a container of version 1 is a share of its quota', async () => {
    const roots = await createRoots({})
    await cp(join(FIXTURES, 'v1/proc'), roots.proc, { recursive: true })
    await cp(join(FIXTURES, 'v1/cgroup'), roots.cgroup, { recursive: true })
    const cpu = new CpuUsage(roots)
    expect(await cpu.read(100)).toBeNull()
    // Half a core for 10 s are 5 s; 1.25 s more than captured were used.
    await putFiles(roots, { 'cgroup/cpuacct/cryo-capture/cpuacct.usage': `${956_133_835 + 1_250_000_000}\n` })
    expect(await cpu.read(110)).toEqual({ percent: 25, of: 'container' })
  })

  it('of a container of version 2 is a share of its quota', async () => {
    const roots = await createRoots({
      'proc/self/cgroup': '0::/app\n',
      'cgroup/app/cpu.max': '50000 100000\n',
      'cgroup/app/cpu.stat': 'usage_usec 1000000\nuser_usec 900000\nsystem_usec 100000\n',
    })
    const cpu = new CpuUsage(roots)
    expect(await cpu.read(0)).toBeNull()
    await putFiles(roots, { 'cgroup/app/cpu.stat': 'usage_usec 5000000\n' })
    expect(await cpu.read(10)).toEqual({ percent: 80, of: 'container' })
    // Another quota, and a group that was made anew, begin anew.
    await putFiles(roots, { 'cgroup/app/cpu.max': '25000 100000\n' })
    expect(await cpu.read(20)).toBeNull()
    await putFiles(roots, { 'cgroup/app/cpu.stat': 'usage_usec 0\n' })
    expect(await cpu.read(30)).toBeNull()
  })

  it.each([
    ['no group', {}],
    ['no quota', { 'proc/self/cgroup': '0::/\n', 'cgroup/cpu.max': 'max 100000\n' }],
    [
      'a quota of none',
      {
        'proc/self/cgroup': '1:cpu,cpuacct:/\n',
        'cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        'cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
    ],
    [
      'a quota of more cores than there are',
      { 'proc/self/cgroup': '0::/\n', 'cgroup/cpu.max': '99900000 100000\n' },
    ],
    ['a quota without an account', { 'proc/self/cgroup': '0::/\n', 'cgroup/cpu.max': '50000 100000\n' }],
  ])('with %s is that of the machine', async (_case, files) => {
    const roots = await createRoots({
      ...(files as Record<string, string>),
      'proc/stat': 'cpu  100 0 100 800 0 0 0 0 50 0\ncpu0 1 2 3 4\n',
    })
    const cpu = new CpuUsage(roots)
    expect(await cpu.read(0)).toBeNull()
    await putFiles(roots, { 'proc/stat': 'cpu  130 0 120 840 10 0 0 0 99 0\n' })
    expect(await cpu.read(10)).toEqual({ percent: 50, of: 'machine' })
  })

  it('is told where there is nothing to read', async () => {
    const cpu = new CpuUsage({ proc: '/nowhere', cgroup: '/nowhere' })
    expect(await cpu.read(0)).toBeNull()
    const end = performance.now() + 100
    while (performance.now() < end) continue
    expect((await cpu.read(1))?.percent).toBeGreaterThan(0)
  })

  it('is told of this machine', async () => {
    const cpu = new CpuUsage(SYSTEM_ROOTS)
    await cpu.read(performance.now() / 1000)
    const end = performance.now() + 100
    while (performance.now() < end) continue
    expect((await cpu.read(performance.now() / 1000))?.percent).toBeGreaterThan(0)
  })
})
