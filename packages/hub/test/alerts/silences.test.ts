import type { RemoteSilence } from '@cryo/alerts/alertmanager'
import { openHistory } from '@cryo/history'
import type { History } from '@cryo/history'
import type { SilenceRequest } from '@cryo/protocol'
import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type SilenceKeeper, Silences } from '../../src/alerts/silences.ts'

const HOUR_MS = 3_600_000

/** Keeps silences as Alertmanager does; the real one is asked in the tests of the stack. */
class Keeper implements SilenceKeeper {
  kept: RemoteSilence[] = []
  fails = false

  async silences(): Promise<readonly RemoteSilence[]> {
    if (this.fails) throw new Error('no answer')
    return this.kept
  }

  async silence(request: SilenceRequest, startsMs: number, author: string): Promise<string> {
    const id = `remote-${this.kept.length + 1}`
    this.kept.push({ ...request, id, startsMs, author, state: 'active' })
    return id
  }

  async unsilence(id: string): Promise<void> {
    this.change(id, { state: 'expired', endsMs: Date.now() })
  }

  change(id: string, changes: Partial<RemoteSilence>): void {
    this.kept = this.kept.map((one) => (one.id === id ? { ...one, ...changes } : one))
  }

  get states(): string[] {
    return this.kept.map(({ comment, state }) => `${comment} ${state}`)
  }
}

function toRequest(name: string, comment = 'why'): SilenceRequest {
  return {
    matchers: [{ name: 'alertname', value: name, isRegex: false, isEqual: true }],
    endsMs: Date.now() + HOUR_MS,
    comment,
  }
}

let dir: TempDir
let history: History
let keeper: Keeper
let silences: Silences
beforeEach(() => {
  dir = createTempDir()
  keeper = new Keeper()
  reopen()
})
afterEach(() => {
  history.close()
  dir[Symbol.dispose]()
})

/** As the next owner of the folder, that of before having died. */
function reopen(): void {
  history = openHistory({ dir: dir.path })
  silences = new Silences('shop')
  silences.useHistory(history)
}

describe('silences', () => {
  it('are told to Alertmanager once, however often both are brought together, and over a restart', async () => {
    silences.set(toRequest('A'))
    for (let round = 0; round < 3; round++) await silences.share(keeper)
    expect(keeper.states).toEqual(['why active'])
    history.close()
    reopen()
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why active'])
    expect(silences.end('A')).toBe(1)
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why expired'])
    expect(silences.end('A')).toBe(0)
  })

  it('are told later where Alertmanager does not answer, and their end as well', async () => {
    keeper.fails = true
    silences.set(toRequest('A'))
    await expect(silences.share(keeper)).rejects.toThrow('no answer')
    keeper.fails = false
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why active'])
    keeper.fails = true
    silences.end('A')
    await expect(silences.share(keeper)).rejects.toThrow('no answer')
    history.close()
    reopen()
    keeper.fails = false
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why expired'])
  })

  it('that were set, changed and ended in Alertmanager are so here, and are not set twice', async () => {
    await keeper.silence(toRequest('B', 'by hand'), Date.now(), 'me')
    for (let round = 0; round < 3; round++) await silences.share(keeper)
    expect(keeper.states).toEqual(['by hand active'])
    keeper.change('remote-1', { comment: 'longer', endsMs: Date.now() + 2 * HOUR_MS })
    await silences.share(keeper)
    expect(history.silences.newest()).toMatchObject([{ id: 'remote-1', comment: 'longer', author: 'me' }])
    expect(silences.end('remote-1')).toBe(1)
    await silences.share(keeper)
    expect(keeper.states).toEqual(['longer expired'])

    silences.set(toRequest('C'))
    await silences.share(keeper)
    await keeper.unsilence('remote-2')
    await silences.share(keeper)
    expect(silences.end('C')).toBe(0)
    expect(keeper.states).toEqual(['longer expired', 'why expired'])
  })

  it('are set again where Alertmanager has lost them with its disk', async () => {
    silences.set(toRequest('A'))
    await silences.share(keeper)
    keeper.kept = []
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why active'])
  })

  it('are found again where the process died between telling Alertmanager and remembering that', async () => {
    const silence = silences.set(toRequest('A'))
    await keeper.silence(silence, silence.startsMs, 'shop')
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why active'])
    silences.end('A')
    await silences.share(keeper)
    expect(keeper.states).toEqual(['why expired'])
  })

  it('are refused where they cannot be stored', () => {
    silences.useHistory(null)
    expect(() => silences.set(toRequest('A'))).toThrow('there is no history to store it in')
    silences.useHistory(history)
    expect(silences.end('A')).toBe(0)
  })
})
