import { join } from 'node:path'

import { createTempDir, runProcess } from '@cryo/testing'
import { expect, it } from 'vitest'

const CLI = join(import.meta.dirname, '../../dist/cli.js')

it.each([
  [[], 'no command\n\nUsage: cryo-monitoring hub'],
  [['hbu'], 'unknown command hbu: there are "hub" and "doctor"\n'],
  [['hub', '5002'], 'hub takes options only, not 5002\n'],
  [['hub', '--prot', '1'], "Unknown option '--prot': see cryo-monitoring --help\n"],
  [['hub', '--port'], "Option '--port <value>' argument missing: see cryo-monitoring --help\n"],
  [['doctor', '--port', '1'], 'doctor has no option --port: see cryo-monitoring --help\n'],
  [['doctor', '--tempo', 'x'], '--tempo is "x": expected an http address\n'],
  [['hub', '--port', '80a'], '--port is "80a": expected a whole number from 0 to 65535\n'],
  [['hub', '--host', '0.0.0.0'], /^cryo-monitoring: --host is "0.0.0.0": expected an address/],
])('%j is told why it makes no sense, on stderr', async (args, message) => {
  await using call = runProcess({ entry: CLI, args })
  const { code, stdout, stderr } = await call.exited
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^cryo-monitoring: /)
  expect(stderr).toMatch(message)
})

it.each([['--help'], ['-h'], ['--version']])('%s answers on stdout', async (flag) => {
  await using call = runProcess({ entry: CLI, args: [flag] })
  const { code, stdout, stderr } = await call.exited
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(flag === '--version' ? /^\d+\.\d+\.\d+\n$/ : /^Usage: cryo-monitoring hub/)
})

it('hub names the page, serves it and ends in order', async () => {
  using dir = createTempDir()
  await using hub = runProcess({ entry: CLI, args: ['hub', '--port', '0', '--dir', dir.file('monitoring')] })
  const [, url = ''] = await hub.waitForLine(/^(http:\S+)$/)
  expect((await fetch(url)).status).toBe(200)
  hub.kill('SIGINT')
  expect(await hub.exited).toMatchObject({ code: 0, stderr: '' })
})
