import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'

import { expect, it } from 'vitest'

import { readDiskUsage, readFullestDisk } from '../../src/system/disk-usage.ts'
import { SystemSampler } from '../../src/system/system-sampler.ts'
import { createRoots } from './system-files.ts'

it('tells how full a file system is for its user', async () => {
  const { blocks, bfree, bavail } = await statfs('/')
  const used = blocks - bfree
  expect((await readDiskUsage('/'))?.percent).toBeCloseTo((used / (used + bavail)) * 100, 0)
  expect(await readDiskUsage('/nowhere/at/all')).toBeNull()
})

it('tells the fuller of two, and what of them can be told', async () => {
  const usages = [await readDiskUsage('/'), await readDiskUsage('/dev/shm')]
  const fullest = Math.max(...usages.map((usage) => usage?.percent ?? 0))
  expect((await readFullestDisk(['/', '/dev/shm', '/nowhere']))?.percent).toBeCloseTo(fullest, 0)
  expect(await readFullestDisk(['/nowhere'])).toBeNull()
})

it('samples memory and disk at once and the processor from the second time on', async () => {
  const roots = await createRoots({ 'proc/stat': 'cpu  1 1 1 1\n' })
  const sampler = new SystemSampler({ paths: [tmpdir()], roots })
  expect(sampler.usage).toEqual([])
  const [first, second] = await Promise.all([sampler.sample(), sampler.sample()])
  expect([first, second]).toEqual([true, false])
  expect(sampler.usage.map(({ resource, of }) => `${resource} ${of}`)).toEqual([
    'memory machine',
    `disk ${tmpdir()}`,
  ])
  const machine = new SystemSampler({ paths: ['/nowhere'] })
  await machine.sample()
  const end = performance.now() + 50
  while (performance.now() < end) continue
  await machine.sample()
  expect(machine.usage.map(({ resource }) => resource)).toEqual(['memory', 'cpu'])
  machine.clear()
  expect(machine.usage).toEqual([])
})
