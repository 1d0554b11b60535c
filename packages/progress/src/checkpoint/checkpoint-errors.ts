import { CryoError } from '@cryo/conventions'

/** Thrown by `trackProgress` where another run has the checkpoint, in this process or another. */
export class CheckpointLockedError extends CryoError {
  /** The checkpoint's file. */
  readonly file: string

  constructor(file: string, message: string) {
    super('CRYO_CHECKPOINT_LOCKED', message)
    this.file = file
  }

  static {
    this.prototype.name = 'CheckpointLockedError'
  }
}

/** Thrown by `trackProgress` where the checkpoint is of another job, or of a newer version; it stays as it is. */
export class CheckpointMismatchError extends CryoError {
  /** The checkpoint's file. */
  readonly file: string

  constructor(file: string, message: string) {
    super('CRYO_CHECKPOINT_MISMATCH', message)
    this.file = file
  }

  static {
    this.prototype.name = 'CheckpointMismatchError'
  }
}

/** Thrown by `trackProgress` with `resume: 'require'` where there is nothing to go on with. */
export class CheckpointMissingError extends CryoError {
  /** The checkpoint's file. */
  readonly file: string

  constructor(file: string, message: string) {
    super('CRYO_CHECKPOINT_MISSING', message)
    this.file = file
  }

  static {
    this.prototype.name = 'CheckpointMissingError'
  }
}
