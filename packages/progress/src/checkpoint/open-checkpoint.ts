import type { CheckpointContent } from './checkpoint-content.ts'
import { CheckpointLockedError, CheckpointMissingError } from './checkpoint-errors.ts'
import { takeLock } from './checkpoint-lock.ts'
import { findPlace } from './checkpoint-place.ts'
import { CheckpointWriter } from './checkpoint-writer.ts'
import { FileCheckpoint } from './file-checkpoint.ts'
import { type FileAccess, SYSTEM_FILES } from './file-access.ts'
import { readCheckpoint } from './read-checkpoint.ts'

/** Which checkpoint to open, and how. */
export interface CheckpointOptions {
  /** As the caller named it; that of a part has a name of its own. */
  readonly file: string
  readonly job: string
  readonly part: string | null
  /** Whether to go on with what is there: if there is anything, never, or not without. */
  readonly resume: 'auto' | 'never' | 'require'
}

/** A checkpoint that is this run's alone until it is closed. */
export interface OpenedCheckpoint {
  readonly checkpoint: FileCheckpoint
  /** What an earlier run left to go on with; `null` where there is nothing, or that run had completed. */
  readonly resumed: CheckpointContent | null
  /** What a person should know, a sentence each. */
  readonly notices: readonly string[]
}

/**
 * Locks a checkpoint and reads it. Where the folder cannot be written, the run goes on without saving.
 *
 * @throws ConfigurationError, CheckpointLockedError, CheckpointMismatchError, CheckpointMissingError
 */
export function openCheckpoint(
  { file: option, job, part, resume }: CheckpointOptions,
  files: FileAccess = SYSTEM_FILES,
): OpenedCheckpoint {
  const { file, trouble, risk } = findPlace(option, part)
  const taken = trouble === null ? takeLock(file) : null
  if (taken?.kind === 'busy') {
    throw new CheckpointLockedError(
      file,
      `checkpoint ${file} is in use by another run: wait until that has ended, or give this one another checkpointFile`,
    )
  }
  const lock = taken?.kind === 'taken' ? taken.lock : null
  try {
    const found = readCheckpoint(file, { job, part })
    const isOver = found.content?.state === 'completed'
    const resumed = resume === 'never' || isOver ? null : found.content
    if (resume === 'require' && resumed === null) {
      const reason = isOver ? 'holds a run that completed' : 'is not there'
      throw new CheckpointMissingError(
        file,
        `checkpoint ${file} ${[reason, ...found.notices].join(': ')}; with resume: "require" there has to be one`,
      )
    }
    const stop = trouble ?? (found.isStuck ? 'what is there can neither be read nor moved aside now' : null)
    const notices = [
      ...found.notices,
      ...(stop === null ? [] : [`${stop}: nothing will be saved`]),
      ...(risk === null ? [] : [`${risk}: a power loss takes it away`]),
      ...(taken?.kind === 'unavailable'
        ? [`it cannot be locked (${taken.reason}): see to it that no two runs have it`]
        : []),
    ]
    const checkpoint = new FileCheckpoint({
      writer: new CheckpointWriter(file, files, lock !== null),
      lock,
      items: resumed?.items ?? null,
      isDurable: stop === null && risk === null,
      trouble: stop,
    })
    return { checkpoint, resumed, notices }
  } catch (error) {
    lock?.release()
    throw error
  }
}
