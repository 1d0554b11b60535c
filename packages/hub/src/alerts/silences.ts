import { randomUUID } from 'node:crypto'

import { AlertmanagerRefusal } from '@cryo/alerts/alertmanager'
import type { AlertmanagerClient, RemoteSilence } from '@cryo/alerts/alertmanager'
import type { History, SilenceRecord } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { AlertSummary, Silence, SilenceRequest } from '@cryo/protocol'

import { SilenceBook } from './silence-book.ts'

/** Who else keeps silences. */
export type SilenceKeeper = Pick<AlertmanagerClient, 'silences' | 'silence' | 'unsilence'>

/** Silences that Alertmanager refused, of which nobody has asked yet. */
const MAX_REFUSED = 100

/** Sets and ends silences: on disk first, then in Alertmanager, and what is set or ended there is known here. */
export class Silences {
  readonly #book = new SilenceBook()
  readonly #author: string
  /** Those of which Alertmanager surely has heard nothing. */
  readonly #untold = new Set<string>()
  readonly #refused = new Map<string, string>()
  #history: History | null = null
  #isFull = false

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
    const nowMs = Date.now()
    this.#book.forgetEnded(nowMs)
    for (const id of this.#untold) if (this.#book.get(id) === undefined) this.#untold.delete(id)
    if (!this.#book.hasRoom) throw new Error('there are too many silences: end some of them')
    const record = {
      id: randomUUID(),
      ...request,
      startsMs: nowMs,
      author: this.#author,
      remoteId: null,
      isEndUntold: false,
    }
    this.#save(record, { ...record, endsMs: nowMs })
    this.#untold.add(record.id)
    return record
  }

  /** Whether nobody is to be told of an alert with these labels. */
  isSilenced(labels: Readonly<Record<string, string>>, nowMs: number): boolean {
    return this.#book.covers(labels, nowMs)
  }

  /** Those that go on, the first to end first, each with the fingerprints of the alerts that it covers. */
  inForce(
    alerts: readonly AlertSummary[],
    nowMs: number,
  ): (Silence & { readonly alerts: readonly string[] })[] {
    return [...this.#book.all]
      .filter(({ endsMs }) => endsMs > nowMs)
      .toSorted((left, right) => left.endsMs - right.endsMs)
      .map((silence) => ({
        id: silence.id,
        matchers: silence.matchers,
        startsMs: silence.startsMs,
        endsMs: silence.endsMs,
        comment: silence.comment,
        author: silence.author,
        alerts: alerts
          .filter(({ labels }) => this.#book.isIn(silence, labels))
          .map(({ fingerprint }) => fingerprint),
      }))
  }

  /** Why Alertmanager refused a silence; `null`: it did not. */
  refusalOf(id: string): string | null {
    return this.#refused.get(id) ?? null
  }

  /** Ends silences; on disk when this returns. @returns How many there were. @throws Error where that failed. */
  end(idOrName: string): number {
    const nowMs = Date.now()
    const found = this.#book.find(idOrName, nowMs)
    for (const silence of found)
      this.#save({ ...silence, endsMs: nowMs, isEndUntold: silence.remoteId !== null }, silence)
    return found.length
  }

  /** Brings both sides to the same; to be called now and then, and after each change. @throws What the client throws. */
  async share(client: SilenceKeeper): Promise<void> {
    // First what needs no list, which may be too long to be read.
    const seen = new Set<string>()
    for (const { id, isEndUntold } of this.#book.all) {
      if (!this.#untold.delete(id) && !isEndUntold) continue
      if ((await this.#offer(client, id, false)) === null) seen.add(id)
    }
    const remotes = await client.silences()
    const nowMs = Date.now()
    this.#book.forgetEnded(nowMs)
    const learnt: SilenceRecord[] = []
    for (const remote of remotes) {
      const known = this.#book.ofRemote(remote)
      seen.add(known?.id ?? remote.id)
      const record = this.#learn(remote, known, nowMs)
      if (record !== null) learnt.push(this.#book.put(record))
    }
    this.#history?.silences.put(learnt)
    let refusal: AlertmanagerRefusal | null = null
    const ids = Array.from(this.#book.all, ({ id }) => id)
    for (const id of ids) refusal = (await this.#offer(client, id, seen.has(id))) ?? refusal
    if (refusal !== null) throw refusal
  }

  /** Tells Alertmanager of one; one that is refused does not keep back the others. */
  async #offer(client: SilenceKeeper, id: string, isThere: boolean): Promise<AlertmanagerRefusal | null> {
    try {
      await this.#tell(client, id, isThere)
      return null
    } catch (error) {
      if (!(error instanceof AlertmanagerRefusal)) throw error
      if (!error.isWrong) return error
      this.#giveUp(id, error)
      return null
    }
  }

  /** What is new by what Alertmanager says of a silence; `null`: nothing. */
  #learn(remote: RemoteSilence, known: SilenceRecord | undefined, nowMs: number): SilenceRecord | null {
    const { state, id, ...silence } = remote
    if (known === undefined) {
      const isOver = state === 'expired' || remote.endsMs <= nowMs
      return isOver || !this.#hasRoom() ? null : { ...silence, id, remoteId: id, isEndUntold: false }
    }
    if (known.isEndUntold) return state === 'expired' ? { ...known, isEndUntold: false } : null
    const isKnown =
      known.remoteId !== null && known.endsMs === remote.endsMs && known.comment === remote.comment
    return isKnown ? null : { ...known, ...silence, remoteId: id }
  }

  #hasRoom(): boolean {
    const { hasRemoteRoom } = this.#book
    if (!hasRemoteRoom && !this.#isFull)
      writeLogLine('Alertmanager has more silences than this hub takes: end the others there')
    this.#isFull = !hasRemoteRoom
    return hasRemoteRoom
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
      // It may have been ended meanwhile, and forgotten.
      const now = this.#book.get(id) ?? { ...silence, endsMs: Date.now() }
      this.#keep({ ...now, remoteId, isEndUntold: now.endsMs <= Date.now() })
    }
  }

  /** Ends a silence that Alertmanager will never take. */
  #giveUp(id: string, { message }: AlertmanagerRefusal): void {
    const silence = this.#book.get(id)
    if (silence === undefined) return
    this.#keep({ ...silence, endsMs: Date.now(), isEndUntold: false })
    writeLogLine(`the silence "${silence.comment}" has ended: ${message}`)
    if (this.#refused.size >= MAX_REFUSED) this.#refused.clear()
    this.#refused.set(id, message)
  }

  /** Remembers what is known on the other side as well, so that it is no harm if that fails. */
  #keep(record: SilenceRecord): void {
    this.#history?.silences.put([this.#book.put(record)])
  }

  /** @param before - What is so where it cannot be stored. */
  #save(record: SilenceRecord, before: SilenceRecord): void {
    if (this.#history === null)
      throw new Error(
        'there is no history to store it in: dashboard.enabled is false, or this process serves no page',
      )
    this.#keep(record)
    if (this.#history.waiting === 0) return
    // What waits to be written would be so after all, once it is.
    this.#keep(before)
    throw new Error('the history cannot be written')
  }
}
