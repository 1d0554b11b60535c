import { CryoError } from '@cryo/conventions'

import type { CheckpointContent } from './checkpoint-content.ts'
import { encodeCheckpoint, MAX_BYTES } from './checkpoint-format.ts'
import type { CheckpointLock } from './checkpoint-lock.ts'
import type { CheckpointWriter } from './checkpoint-writer.ts'

/** From one write to the next, however often the run counts. */
const WRITE_EVERY_MS = 1000

/** How far the file is. */
export interface SavedState {
  readonly file: string
  /** Whether what was saved last would outlive a power loss. */
  readonly isDurable: boolean
  /** Items of what was saved last; `null` before. */
  readonly items: number | null
  readonly savedAt: Date | null
  /** Why it could not be saved last; `null` where it could. */
  readonly error: Error | null
}

interface QueuedWrite {
  bytes: Uint8Array
  items: number
  readonly saved: PromiseWithResolvers<void>
}

/** The file of a checkpoint, which this run alone writes. */
export class FileCheckpoint {
  readonly #writer: CheckpointWriter
  readonly #lock: CheckpointLock | null
  /** Whether the folder keeps what is synchronised. */
  readonly #canLast: boolean
  /** Why nothing is written; `null` where it is. */
  readonly #trouble: CryoError | null
  #state: SavedState
  #begunMs = -Infinity
  #isWriting = false
  /** Whether the event loop has turned since the last write began. */
  #hasTurned = true
  #queued: QueuedWrite | null = null
  /** Writes that took the place of one that was under way, or would have. */
  #overtakings = 0
  #isClosed = false

  constructor(options: {
    readonly writer: CheckpointWriter
    readonly lock: CheckpointLock | null
    readonly items: number | null
    readonly isDurable: boolean
    readonly trouble: string | null
  }) {
    const { writer, lock, items, isDurable, trouble } = options
    this.#writer = writer
    this.#lock = lock
    this.#canLast = isDurable
    const { file } = writer
    this.#trouble =
      trouble === null ? null : new CryoError('CRYO_CHECKPOINT_UNWRITABLE', `checkpoint ${file}: ${trouble}`)
    this.#state = { file, isDurable, items, savedAt: null, error: this.#trouble }
  }

  get state(): SavedState {
    return this.#state
  }

  /**
   * Writes what `read` gives, unless something was written within the last second; never throws. From inside a loop
   * that never yields it is written synchronously: nothing else would end there.
   */
  saveSoon(read: () => CheckpointContent): void {
    const nowMs = performance.now()
    if (this.#trouble !== null || this.#isClosed || nowMs - this.#begunMs < WRITE_EVERY_MS) return
    if (!this.#isWriting) void this.save(read()).catch(() => {})
    // A disk that is slow is waited for; a loop that stands still is not.
    else if (!this.#hasTurned) this.saveNow(read())
  }

  /**
   * Resolves once it would outlive a crash: file and folder are synchronised, where the folder can be.
   *
   * @throws What the file system says; the last good file is untouched then.
   */
  async save(content: CheckpointContent): Promise<void> {
    this.#assertWritable()
    const bytes = this.#encode(content)
    const { items } = content
    if (this.#queued === null) this.#queued = { bytes, items, saved: Promise.withResolvers<void>() }
    else Object.assign(this.#queued, { bytes, items })
    const { promise } = this.#queued.saved
    if (!this.#isWriting) void this.#writeQueued()
    await promise
  }

  /** Writes at once, and before all that is still under way; never throws. */
  saveNow(content: CheckpointContent): void {
    if (this.#trouble !== null || this.#isClosed) return
    try {
      this.#begin()
      this.#note(content.items, this.#writer.writeNow(this.#encode(content)))
      this.#overtakings++
      const overtaken = this.#queued
      this.#queued = null
      overtaken?.saved.resolve()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Lets go of the file, so that another run can have it. What is still under way is not put in place any more. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#writer.close()
    this.#lock?.release()
  }

  async #writeQueued(): Promise<void> {
    this.#isWriting = true
    for (let next = this.#queued; next !== null; next = this.#queued) {
      this.#queued = null
      this.#begin()
      const overtakings = this.#overtakings
      const isOvertaken = (): boolean => overtakings !== this.#overtakings
      try {
        const isFolderSynced = await this.#writer.write(next.bytes)
        if (!isOvertaken()) this.#note(next.items, isFolderSynced)
        next.saved.resolve()
      } catch (error) {
        // What overtook it is newer, and safe.
        if (isOvertaken()) next.saved.resolve()
        else {
          this.#fail(error)
          next.saved.reject(error)
        }
      }
    }
    this.#isWriting = false
  }

  #begin(): void {
    this.#begunMs = performance.now()
    this.#hasTurned = false
    setImmediate(() => {
      this.#hasTurned = true
    }).unref()
  }

  #note(items: number, isFolderSynced: boolean): void {
    const { file } = this.#state
    this.#state = {
      file,
      items,
      isDurable: this.#canLast && isFolderSynced,
      savedAt: new Date(),
      error: null,
    }
  }

  #fail(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error))
    this.#state = { ...this.#state, isDurable: false, error: reason }
  }

  #assertWritable(): void {
    if (this.#isClosed) throw new CryoError('CRYO_CHECKPOINT_CLOSED', 'the run has let go of its checkpoint')
    if (this.#trouble !== null) throw this.#trouble
  }

  #encode(content: CheckpointContent): Uint8Array {
    try {
      const bytes = encodeCheckpoint(content)
      if (bytes.length <= MAX_BYTES) return bytes
      throw new CryoError(
        'CRYO_CHECKPOINT_TOO_LARGE',
        `the checkpoint would have ${bytes.length} bytes, and no more than ${MAX_BYTES} are read: make the cursor smaller`,
      )
    } catch (error) {
      this.#fail(error)
      throw error
    }
  }
}
