import { AlertmanagerRefusal } from '@cryo/alerts/alertmanager'
import type { RemoteSilence } from '@cryo/alerts/alertmanager'
import { openHistory } from '@cryo/history'
import type { History, SilenceRecord } from '@cryo/history'
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
    if (request.comment === 'refused') throw new AlertmanagerRefusal(400, 'bad matcher')
    if (request.comment === 'forbidden') throw new AlertmanagerRefusal(403, 'read only')
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
    history.close()
    reopen()
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

  it('that Alertmanager refuses keep no others from it: they end, and who asks is told why', async () => {
    const { id } = silences.set(toRequest('A', 'refused'))
    silences.set(toRequest('B', 'forbidden'))
    silences.set(toRequest('C'))
    await expect(silences.share(keeper)).rejects.toThrow('403')
    expect(keeper.states).toEqual(['why active'])
    expect(silences.refusalOf(id)).toContain('400: bad matcher')
    expect([silences.end('A'), silences.end('B')]).toEqual([0, 1])
  })

  it('that could not be written are not set once they can be, and can be ended again', () => {
    silences.set(toRequest('kept'))
    // What cannot be written waits, the newest of each, and is written later.
    const waiting = new Map<string, SilenceRecord>()
    silences.useHistory({
      silences: {
        put: (records: readonly SilenceRecord[]) => records.forEach((one) => waiting.set(one.id, one)),
        newest: () => history.silences.newest(),
      },
      get waiting() {
        return waiting.size
      },
    } as unknown as History)
    expect(() => silences.set(toRequest('A'))).toThrow('cannot be written')
    expect(() => silences.end('kept')).toThrow('cannot be written')
    history.silences.put([...waiting.values()])
    silences.useHistory(history)
    expect([silences.end('A'), silences.end('kept')]).toEqual([0, 1])
  })

  it('are learnt by the thousand without a wait, and the bound is kept', async () => {
    for (let index = 0; index < 30_000; index++)
      keeper.kept.push({
        ...toRequest(`remote ${index}`),
        id: String(index),
        startsMs: 0,
        author: '',
        state: index < 20_000 ? 'expired' : 'active',
      })
    const began = performance.now()
    await silences.share(keeper)
    await silences.share(keeper)
    expect(performance.now() - began).toBeLessThan(5000)
    expect(history.silences.newest(5000)).toHaveLength(500)
    silences.set(toRequest('ours'))
    await silences.share(keeper)
    expect(keeper.states.at(-1)).toBe('why active')
    expect(keeper.kept).toHaveLength(30_001)
  })

  it('that are over are forgotten, and there are not more of them than can be remembered', () => {
    for (let index = 0; index < 1000; index++) {
      const { id } = silences.set(toRequest(`${index}`))
      if (index >= 990) continue
      expect(silences.end(id)).toBe(1)
    }
    for (let index = 0; index < 990; index++) silences.set(toRequest(`again ${index}`))
    expect(() => silences.set(toRequest('one more'))).toThrow('too many silences')
  })

  it('are set and ended where Alertmanager has more of them than can be read', async () => {
    keeper.fails = true
    silences.set(toRequest('A'))
    for (let round = 0; round < 3; round++) await expect(silences.share(keeper)).rejects.toThrow('no answer')
    expect(keeper.states).toEqual(['why active'])
    silences.end('A')
    await expect(silences.share(keeper)).rejects.toThrow('no answer')
    expect(keeper.states).toEqual(['why expired'])
  })
})
