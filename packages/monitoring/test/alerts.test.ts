import { afterEach, describe, expect, it, vi } from 'vitest'

import { getAlerts, silenceAlert, unsilenceAlert } from '../src/alerts.ts'
import { startConfigured, stopMain } from '../src/runtime/start.ts'

afterEach(async () => {
  vi.unstubAllEnvs()
  await stopMain(0)
})

const calls = (): Promise<unknown>[] => [
  silenceAlert('A', { seconds: 5, comment: 'why' }),
  unsilenceAlert('A'),
  getAlerts(),
]

describe('calls about alerts', () => {
  it.each(['OTEL_SDK_DISABLED', 'CRYO_MONITORING_DISABLED'])('do nothing with %s', async (name) => {
    vi.stubEnv(name, 'true')
    startConfigured({})
    expect(await Promise.all(calls())).toEqual(['', 0, []])
    vi.unstubAllEnvs()
  })

  it('say why they cannot do what they should where nothing was started', async () => {
    startConfigured({})
    await stopMain(0)
    for (const call of calls()) await expect(call).rejects.toThrow('monitoring is not running in this thread')
  })

  it('reject, and never throw, where an argument is wrong', async () => {
    for (const wrong of [undefined, Symbol('x'), Object.create(null), 5])
      await expect(unsilenceAlert(wrong as string)).rejects.toThrow(
        /^idOrName is .*: expected the id of a silence/,
      )
    await expect(silenceAlert(undefined as never, undefined as never)).rejects.toThrow(
      'matchers is undefined',
    )
  })
})
