import { CryoError, writeLogLine } from '@cryo/conventions'

import {
  type Checkpoint,
  type CheckpointContent,
  openCheckpoint,
  openFailedKeys,
  readFailedKeys,
} from '../checkpoint/placeholder.ts'
import type { ProgressSettings } from '../options/progress-settings.ts'
import type { CheckpointStatus } from '../progress-status.ts'
import { FailedItems } from './failed-items.ts'
import { markPosition, type MarkedPosition } from './position.ts'

/** The checkpoint of a run, and beside it the keys of its failed items. Only the constructor throws. */
export class RunCheckpoint {
  /** What an earlier run left to go on with. */
  readonly resumed: CheckpointContent | null
  readonly failedItems: FailedItems
  /** Where the caller last gave a cursor; what is written of itself stays there, so that the two agree. */
  marked: MarkedPosition | null
  readonly #job: string
  readonly #settings: ProgressSettings
  readonly #file: string
  #checkpoint: Checkpoint
  /** Whether the lock is held. */
  #isOpen = true
  #hasToldError = false

  /** @throws CheckpointLockedError, CheckpointMismatchError, CheckpointMissingError */
  constructor(job: string, file: string, settings: ProgressSettings) {
    this.#job = job
    this.#file = file
    this.#settings = settings
    this.#checkpoint = this.#open(settings.resume)
    const { onlyFailed, key } = settings
    const keysFile = this.#checkpoint.status.file
    this.resumed = onlyFailed ? null : this.#checkpoint.resumed
    this.marked = this.resumed === null ? null : markPosition(this.resumed.cursor, this.resumed)
    // What failed in an earlier run is none of this one's.
    if (this.resumed === null && !onlyFailed && readFailedKeys(keysFile).length > 0) {
      openFailedKeys(keysFile, 'replace').flush()
    }
    this.failedItems = new FailedItems({
      key,
      open: (mode) => openFailedKeys(keysFile, mode),
      isResumed: this.resumed !== null,
      retry: onlyFailed ? readFailedKeys(keysFile) : null,
    })
  }

  get status(): CheckpointStatus {
    const { file, durable, items, savedAt } = this.#checkpoint.status
    return { file, durable, items, savedAt }
  }

  /** Why it could not be written last; `null` where it could. */
  get error(): string | null {
    return this.#checkpoint.status.error?.message ?? null
  }

  /** Notes what is to be written soon. */
  saveSoon(read: () => CheckpointContent): void {
    if (this.#isWritten) this.#checkpoint.saveSoon(read)
    this.#tellError()
  }

  /** Resolves once it is safe; rejects where it cannot be made so. */
  async save(content: CheckpointContent): Promise<void> {
    if (!this.#isOpen) throw new CryoError('CRYO_CHECKPOINT_CLOSED', 'the run has let go of its checkpoint')
    if (this.#isWritten) await this.#checkpoint.save(content)
  }

  /** Writes it at once. */
  saveNow(content: CheckpointContent): void {
    if (!this.#isOpen) return
    this.failedItems.flush()
    if (this.#isWritten) this.#checkpoint.saveNow(content)
    this.#tellError()
  }

  /** Lets go of it, so that another run can go on. */
  close(): void {
    if (this.#isOpen) this.#checkpoint.close()
    this.#isOpen = false
  }

  /** Takes it again; without it where another run has gone on meanwhile. */
  reopen(runId: string): void {
    if (this.#isOpen) return
    try {
      const checkpoint = this.#open('auto')
      if (checkpoint.resumed === null || checkpoint.resumed.runId === runId) {
        this.#checkpoint = checkpoint
        this.#isOpen = true
        return
      }
      checkpoint.close()
      writeLogLine(`checkpoint ${this.#file}: another run has gone on with it, this one goes on without`)
    } catch (error) {
      writeLogLine(`checkpoint ${this.#file}: this run goes on without it: ${String(error)}`)
    }
  }

  /** A rerun of what failed leaves the position of the whole job alone. */
  get #isWritten(): boolean {
    return this.#isOpen && !this.failedItems.isRetry
  }

  #open(resume: ProgressSettings['resume']): Checkpoint {
    const { part } = this.#settings
    const checkpoint = openCheckpoint({
      file: this.#file,
      job: this.#job,
      resume: this.#settings.onlyFailed ? 'auto' : resume,
      ...(part === null ? {} : { part }),
    })
    for (const notice of checkpoint.notices) writeLogLine(`checkpoint ${this.#file}: ${notice}`)
    return checkpoint
  }

  #tellError(): void {
    const { error } = this
    if (error !== null && !this.#hasToldError) {
      writeLogLine(`checkpoint ${this.#file} could not be written: ${error}`)
    }
    this.#hasToldError = error !== null
  }
}
