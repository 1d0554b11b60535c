import { CryoError, writeLogLine } from '@cryo/conventions'
import { resolve } from 'node:path'

import type { CheckpointContent } from '../checkpoint/checkpoint-content.ts'
import { readFailedKeys } from '../checkpoint/failed-keys.ts'
import type { FileCheckpoint } from '../checkpoint/file-checkpoint.ts'
import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint/open-checkpoint.ts'
import type { ProgressSettings } from '../options/progress-settings.ts'
import type { CheckpointStatus } from '../progress-status.ts'
import { FailedItems } from './failed-items.ts'
import { markPosition, type MarkedPosition } from './position.ts'

/** The checkpoint of a run, and beside it the keys of its failed items. Only the constructor throws. */
export class RunCheckpoint {
  /** What an earlier run left to go on with; `null` once the run began anew. */
  resumed: CheckpointContent | null
  readonly failedItems: FailedItems
  /** Where the caller last gave a cursor; what is written of itself stays there, so that the two agree. */
  marked: MarkedPosition | null
  readonly #job: string
  readonly #settings: ProgressSettings
  readonly #file: string
  #checkpoint: FileCheckpoint
  /** Whether the lock is held. */
  #isOpen = true
  #toldTrouble: string | null = null

  /** @throws ConfigurationError, CheckpointLockedError, CheckpointMismatchError, CheckpointMissingError */
  constructor(job: string, file: string, settings: ProgressSettings) {
    this.#job = job
    this.#settings = settings
    const { checkpoint, resumed } = this.#open(file, settings.resume)
    // The working directory may change.
    this.#file = resolve(file)
    const { onlyFailed, key } = settings
    this.#checkpoint = checkpoint
    this.resumed = onlyFailed ? null : resumed
    this.marked = this.resumed === null ? null : markPosition(this.resumed.cursor, this.resumed)
    const { file: path, error } = checkpoint.state
    // The notices have said it.
    this.#toldTrouble = error?.message ?? null
    this.failedItems = new FailedItems({
      key,
      file: path,
      isResumed: this.resumed !== null,
      retry: onlyFailed ? this.#readRetry(path) : null,
    })
  }

  get status(): CheckpointStatus {
    const { file, isDurable, items, savedAt, error } = this.#checkpoint.state
    return { file, durable: isDurable, items, savedAt, error: error?.message ?? null }
  }

  /** Notes what is to be written soon. */
  saveSoon(read: () => CheckpointContent): void {
    if (this.#isWritten) {
      this.#checkpoint.saveSoon(() => {
        // First: an item that is saved as done must not be missing among those that failed.
        this.failedItems.flush()
        return read()
      })
    }
    this.#tellTrouble()
  }

  /** Resolves once it is safe; rejects where it cannot be made so. */
  async save(content: CheckpointContent): Promise<void> {
    if (!this.#isOpen) throw new CryoError('CRYO_CHECKPOINT_CLOSED', 'the run has let go of its checkpoint')
    if (!this.#isWritten) return
    this.failedItems.flush()
    await this.#checkpoint.save(content)
  }

  /** Writes it at once. */
  saveNow(content: CheckpointContent): void {
    if (!this.#isOpen) return
    this.failedItems.flush()
    this.failedItems.settle()
    if (this.#isWritten) this.#checkpoint.saveNow(content)
    this.#tellTrouble()
  }

  /** The run begins anew. */
  reset(): void {
    this.resumed = null
    this.marked = null
    this.failedItems.reset()
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
      const { checkpoint, resumed } = this.#open(this.#file, 'auto')
      if (resumed === null || resumed.runId === runId) {
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

  #readRetry(path: string): Set<string> {
    try {
      const { keys, damaged } = readFailedKeys(path)
      if (damaged > 0) {
        writeLogLine(
          `checkpoint ${path}: ${damaged} of the lines that name failed items make no sense and are left out`,
        )
      }
      return keys
    } catch (error) {
      this.close()
      throw error
    }
  }

  #open(file: string, resume: ProgressSettings['resume']): OpenedCheckpoint {
    const { part, onlyFailed } = this.#settings
    const opened = openCheckpoint({
      file,
      job: this.#job,
      part,
      resume: onlyFailed ? 'auto' : resume,
    })
    for (const notice of opened.notices) writeLogLine(`checkpoint ${opened.checkpoint.state.file}: ${notice}`)
    return opened
  }

  /** Says once what went wrong, and again only after it had gone well. */
  #tellTrouble(): void {
    const { file, error } = this.#checkpoint.state
    const trouble = error === null ? this.failedItems.trouble : `could not be written: ${error.message}`
    if (trouble !== null && this.#toldTrouble === null) writeLogLine(`checkpoint ${file}: ${trouble}`)
    this.#toldTrouble = trouble
  }
}
