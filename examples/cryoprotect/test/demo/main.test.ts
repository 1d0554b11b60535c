import { describe, expect, it } from 'vitest'

import { startBuiltDemo, type RunningDemo } from './running-demo.ts'

function address(demo: RunningDemo, label: string): string {
  return new RegExp(`${label} +(http://\\S+)`).exec(demo.output())?.[1] ?? ''
}

/** Names of the demo's own processes, without PostgreSQL's. */
function names(demo: RunningDemo): string[] {
  return demo
    .processes()
    .map(({ command }) => /dist\/([\w-]+)\.js/.exec(command)?.[1] ?? '')
    .filter((name) => name !== '')
    .toSorted()
}

// Processes are found in /proc.
describe.runIf(process.platform === 'linux')('the demo', () => {
  it('serves its page and its API, runs its job and ends in order', async () => {
    const demo = await startBuiltDemo()
    expect((await fetch(address(demo, 'Monitoring page'))).status).toBe(200)
    expect((await fetch(address(demo, 'API'))).status).toBe(200)
    await expect
      .poll(() => demo.output(), { timeout: 30_000 })
      .toContain('847,616 mixtures screened, 9,487 accepted; best: glycerol 20 %, propylene-glycol 20 %')
    expect(names(demo)).toEqual(expect.arrayContaining(['api', 'database-server', 'main', 'traffic']))

    demo.main.kill('SIGINT')

    expect(await demo.ended).toBe(0)
    expect(demo.processes()).toEqual([])
  })

  it('ends what hangs', async () => {
    const demo = await startBuiltDemo()
    for (const { pid, command } of demo.processes()) {
      if (/dist\/(api|database-server)/.test(command)) process.kill(pid, 'SIGSTOP')
    }

    demo.main.kill('SIGTERM')

    expect(await demo.ended).toBe(0)
    await expect.poll(() => demo.processes()).toEqual([])
  })

  it('ends when it is killed itself', async () => {
    const demo = await startBuiltDemo()
    expect(names(demo)).toContain('api')

    demo.main.kill('SIGKILL')

    expect(await demo.ended).toBe('SIGKILL')
    await expect.poll(() => demo.processes(), { timeout: 5_000 }).toEqual([])
  })
})
