import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runProcess } from '../src/run-process.ts'

const FOREVER = 'console.log("up"); setInterval(() => {}, 1000)'

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('a process under test', () => {
  it('gives output, exit code and duration', async () => {
    await using run = runProcess({
      args: [
        '-e',
        'process.stdin.on("data", (d) => console.log("got " + d)); process.stdin.on("end", () => { console.error("bad"); process.exitCode = 3 })',
      ],
      input: 'hello',
    })
    const result = await run.exited
    expect(result).toMatchObject({
      code: 3,
      signal: null,
      stdout: 'got hello\n',
      stderr: 'bad\n',
      timedOut: false,
    })
    expect(result.durationMs).toBeGreaterThan(0)
  })

  it('waits for a line of either stream, past or coming, and ends on a signal', async () => {
    await using run = runProcess({ args: ['-e', 'console.error("port 4242"); setInterval(() => {}, 1000)'] })
    const [, port] = await run.waitForLine(/port (\d+)/)
    expect(port).toBe('4242')
    expect((await run.waitForLine(/port/))[0]).toBe('port')
    run.kill('SIGINT')
    expect(await run.exited).toMatchObject({ code: null, signal: 'SIGINT' })
  })

  it('fails with the output when the line never comes', async () => {
    await using run = runProcess({ args: ['-e', 'console.log("only this")'] })
    await expect(run.waitForLine(/something else/)).rejects.toThrow(/ended with 0.*only this/s)
  })

  it('kills what does not end in time', async () => {
    await using run = runProcess({ args: ['-e', FOREVER], killAfterMs: 300 })
    expect(await run.exited).toMatchObject({ signal: 'SIGKILL', timedOut: true })
  })

  it('leaves nothing behind, not even what the process started', async () => {
    let pids: number[] = []
    {
      await using run = runProcess({
        args: [
          '-e',
          `const c = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(FOREVER)}], { stdio: "inherit" }); console.log("child " + c.pid); setInterval(() => {}, 1000)`,
        ],
      })
      const [, child] = await run.waitForLine(/child (\d+)/)
      pids = [run.pid, Number(child)]
      expect(pids.map(isAlive)).toEqual([true, true])
    }
    // A killed grandchild stays in the table of processes until its new parent has seen its end.
    expect(isAlive(pids[0] ?? 0)).toBe(false)
  })

  it('does not outlive a test run that is killed', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const entry = join(import.meta.dirname, 'fixtures', 'runner.ts')
    await using runner = runProcess({ entry, args: [String(port)] })
    const [connection] = (await once(server, 'connection')) as [Socket]
    const gone = once(connection.on('error', () => {}).resume(), 'close')
    runner.kill('SIGKILL')
    await gone
    server.close()
  })

  it('does not hand on settings of the test run', async () => {
    process.env['OTEL_SERVICE_NAME'] = 'runner'
    await using run = runProcess({
      args: ['-e', 'console.log(process.env.OTEL_SERVICE_NAME, process.env.MINE, typeof process.env.PATH)'],
      env: { MINE: 'yes' },
    })
    delete process.env['OTEL_SERVICE_NAME']
    expect((await run.exited).stdout).toBe('undefined yes string\n')
  })
})
