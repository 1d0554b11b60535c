import type { AlertmanagerClient, RemoteSilence } from '@cryo/alerts/alertmanager'
import type { History, SilenceRecord } from '@cryo/history'
import type { SilenceRequest } from '@cryo/protocol'

import { SilenceBook } from './silence-book.ts'

/** Who else keeps silences. */
export type SilenceKeeper = Pick<AlertmanagerClient, 'silences' | 'silence' | 'unsilence'>

/** Sets and ends silences: on disk first, then in Alertmanager, and what is set or ended there is known here. */
export class Silences {
  readonly #book = new SilenceBook()
  readonly #author: string
  #history: History | null = null

  /** @param author - Who silences, for those who see it in Alertmanager. */
  constructor(author: string) {
    this.#author = author
  }

  useHistory(history: History | null): void {
    this.#history = history
    if (history !== null) this.#book.recall(history.silences.newest())
  }

  /**
   * Sets a silence; on disk when this returns.
   *
   * @throws Error where it could not be stored: nothing is silenced then.
   */
  set(request: SilenceRequest): SilenceRecord {
    const record = this.#book.add(request, this.#author, Date.now())
    try {
      this.#save(record)
    } catch (error) {
      this.#book.remove(record)
      throw error
    }
    return record
  }

  /** Ends silences; on disk when this returns. @returns How many there were. @throws Error where that failed. */
  end(idOrName: string): number {
    const nowMs = Date.now()
    const found = this.#book.find(idOrName, nowMs)
    for (const silence of found) {
      this.#save(this.#book.put({ ...silence, endsMs: nowMs, isEndUntold: silence.remoteId !== null }))
    }
    return found.length
  }

  /** Brings both sides to the same; to be called now and then, and after each change. @throws What the client throws. */
  async share(client: SilenceKeeper): Promise<void> {
    const remotes = await client.silences()
    const seen = new Set<string>()
    for (const remote of remotes) {
      const known = this.#book.ofRemote(remote)
      seen.add(known?.id ?? remote.id)
      this.#learn(remote, known)
    }
    const ids = Array.from(this.#book.all, ({ id }) => id)
    for (const id of ids) await this.#tell(client, id, seen.has(id))
  }

  /** Takes what Alertmanager says of a silence. */
  #learn(remote: RemoteSilence, known: SilenceRecord | undefined): void {
    const { state, id, ...silence } = remote
    if (known === undefined) {
      if (state !== 'expired') this.#keep({ ...silence, id, remoteId: id, isEndUntold: false })
      return
    }
    if (known.isEndUntold) {
      if (state === 'expired') this.#keep({ ...known, isEndUntold: false })
      return
    }
    if (known.remoteId === null || known.endsMs !== remote.endsMs || known.comment !== remote.comment)
      this.#keep({ ...known, ...silence, remoteId: id })
  }

  /** Tells Alertmanager what it does not know. */
  async #tell(client: SilenceKeeper, id: string, isThere: boolean): Promise<void> {
    const silence = this.#book.get(id)
    if (silence === undefined) return
    if (silence.isEndUntold && silence.remoteId !== null) {
      await client.unsilence(silence.remoteId)
      this.#keep({ ...silence, isEndUntold: false })
    } else if (!isThere && silence.endsMs > Date.now()) {
      // It was never told, or has lost it with its disk.
      const remoteId = await client.silence(silence, silence.startsMs, silence.author)
      // It may have been ended meanwhile.
      const now = this.#book.get(id) ?? silence
      this.#keep({ ...now, remoteId, isEndUntold: now.endsMs <= Date.now() })
    }
  }

  /** Remembers what is known on the other side as well, so that it is no harm if that fails. */
  #keep(record: SilenceRecord): void {
    this.#history?.silences.put([this.#book.put(record)])
  }

  #save(record: SilenceRecord): void {
    if (this.#history === null)
      throw new Error(
        'there is no history to store it in: dashboard.enabled is false, or this process serves no page',
      )
    this.#history.silences.put([record])
    if (this.#history.waiting > 0) throw new Error('the history cannot be written')
  }
}
