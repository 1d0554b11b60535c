import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readMemoryUsage } from '../../src/system/memory-usage.ts'
import { SYSTEM_ROOTS } from '../../src/system/system-roots.ts'
import { createRoots, FIXTURES, TOTAL_BYTES } from './system-files.ts'

/** A process with 80 MB of its own and 60 MB of files it wrote, in a group of 256 MB: captured on a machine. */
const CAPTURED = { proc: join(FIXTURES, 'v1/proc'), cgroup: join(FIXTURES, 'v1/cgroup') }

describe('memory', () => {
  it('of a container of version 1 leaves out what the kernel would give back', async () => {
    const { percent, of } = await readMemoryUsage(CAPTURED)
    expect(of).toBe('container')
    expect(percent).toBeCloseTo(((205_479_936 - 60_002_304) / 268_435_456) * 100, 6)
  })

  it('of a container of version 2', async () => {
    const roots = await createRoots({
      'proc/self/cgroup': '0::/app\n',
      'cgroup/app/memory.max': '268435456\n',
      'cgroup/app/memory.current': '205479936\n',
      'cgroup/app/memory.stat': 'anon 142671872\nfile 60162048\ninactive_file 60002304\nactive_file 0\n',
    })
    const { percent, of } = await readMemoryUsage(roots)
    expect(of).toBe('container')
    expect(percent).toBeCloseTo(54.19, 1)
  })

  it('is that of the group nearest to its limit', async () => {
    const roots = await createRoots({
      'proc/self/cgroup': '0::/pod/app\n',
      'cgroup/pod/app/memory.max': 'max\n',
      'cgroup/pod/app/memory.current': '900\n',
      'cgroup/pod/memory.max': '2000\n',
      'cgroup/pod/memory.current': '1800\n',
      'cgroup/memory.max': '4000\n',
      'cgroup/memory.current': '2000\n',
    })
    expect(await readMemoryUsage(roots)).toEqual({ percent: 90, of: 'container' })
  })

  it('of a container whose path is the one on the host', async () => {
    const roots = await createRoots({
      'proc/self/cgroup': '4:memory:/docker/abcdef\n',
      'cgroup/memory/memory.limit_in_bytes': '1000\n',
      'cgroup/memory/memory.usage_in_bytes': '700\n',
      'cgroup/memory/memory.stat': 'inactive_file 900\ntotal_inactive_file 200\n',
    })
    expect(await readMemoryUsage(roots)).toEqual({ percent: 50, of: 'container' })
  })

  it.each([
    ['no group', {}],
    ['a group without a limit', { 'proc/self/cgroup': '0::/\n', 'cgroup/memory.max': 'max\n' }],
    [
      'a limit that no machine has',
      { 'proc/self/cgroup': '4:memory:/\n', 'cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n' },
    ],
    [
      'a limit above the machine',
      {
        'proc/self/cgroup': '0::/\n',
        'cgroup/memory.max': `${TOTAL_BYTES}\n`,
        'cgroup/memory.current': '1000\n',
      },
    ],
    ['files that say nothing', { 'proc/self/cgroup': 'x\n::\n0::/../..\n', 'cgroup/memory.max': '\0-5\n' }],
    ['a limit without a use', { 'proc/self/cgroup': '0::/\n', 'cgroup/memory.max': '1000\n' }],
  ])('with %s is that of the machine', async (_case, files) => {
    const roots = await createRoots(files)
    const { percent, of } = await readMemoryUsage(roots)
    expect(of).toBe('machine')
    expect(percent).toBeCloseTo(25, 6)
  })

  it('is told where there is nothing to read', async () => {
    const { percent, of } = await readMemoryUsage({ proc: '/nowhere', cgroup: '/nowhere' })
    expect(of).toBe('machine')
    expect(percent).toBeGreaterThan(0)
    expect(percent).toBeLessThanOrEqual(100)
  })

  it('is told of this machine', async () => {
    const { percent } = await readMemoryUsage(SYSTEM_ROOTS)
    expect(percent).toBeGreaterThan(0)
    expect(percent).toBeLessThanOrEqual(100)
  })
})
