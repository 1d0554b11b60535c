import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, renameSync } from 'node:fs'

import type { CheckpointContent } from './checkpoint-content.ts'
import { CheckpointMismatchError } from './checkpoint-errors.ts'
import { decodeCheckpoint, MAX_BYTES, SCHEMA_VERSION } from './checkpoint-format.ts'
import { BACKUP } from './checkpoint-writer.ts'
import { codeOf } from './file-access.ts'

/** Damaged files that are kept; the last of them is replaced by what comes after. */
const MAX_KEPT = 20
/** A pipe must not hold the application up, a link is not followed. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** Troubles of the process or machine, not of the file. */
const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EINTR', 'EBUSY'])

/** Whose checkpoint is asked for. */
export interface CheckpointOwner {
  readonly job: string
  readonly part: string | null
}

/** What was found. */
export interface FoundCheckpoint {
  readonly content: CheckpointContent | null
  /** What a person should know of it, a sentence each. */
  readonly notices: readonly string[]
  /** Whether something is there that could neither be read nor moved aside: it must not be written over. */
  readonly isStuck: boolean
}

type ReadFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'good'; readonly content: CheckpointContent }
  | { readonly kind: 'damaged'; readonly reason: string }
  /** Whether it is good cannot be known now. */
  | { readonly kind: 'unread'; readonly reason: string }

/**
 * Reads a checkpoint, or its backup where it is damaged or not there. What is damaged is moved aside, never deleted.
 *
 * @throws CheckpointMismatchError where it is of another job or part, or of a newer version.
 */
export function readCheckpoint(file: string, owner: CheckpointOwner): FoundCheckpoint {
  const backup = `${file}${BACKUP}`
  const present = readFile(file, owner)
  if (present.kind === 'good') return { content: present.content, notices: [], isStuck: false }
  if (present.kind === 'unread') return leave(present.reason)
  const previous = readFile(backup, owner)
  if (previous.kind === 'unread') return leave(`of its backup, ${previous.reason}`)
  if (present.kind === 'missing' && previous.kind === 'missing') {
    return { content: null, notices: [], isStuck: false }
  }
  const moved = present.kind === 'missing' ? null : moveAside(file)
  const trouble = present.kind === 'missing' ? 'it is not there' : `${present.reason}, ${describeMove(moved)}`
  if (previous.kind === 'good') {
    const { items } = previous.content
    return {
      content: previous.content,
      notices: [`${trouble}; its backup is whole, at item ${items}: delete ${backup} to begin anew`],
      isStuck: moved === false,
    }
  }
  const movedBackup = previous.kind === 'missing' ? null : moveAside(backup)
  const rest =
    previous.kind === 'missing'
      ? 'there is no backup'
      : `of its backup, ${previous.reason}, ${describeMove(movedBackup)}`
  return {
    content: null,
    notices: [`${trouble}; ${rest}: nothing is left to go on with`],
    isStuck: moved === false || movedBackup === false,
  }
}

/** What may be good is neither moved aside nor written over. */
function leave(reason: string): FoundCheckpoint {
  return {
    content: null,
    notices: [`${reason}, the file stays as it is`],
    isStuck: true,
  }
}

function readFile(path: string, { job, part }: CheckpointOwner): ReadFile {
  let text: string
  try {
    const fd = openSync(path, READ_FLAGS)
    try {
      const { size } = fstatSync(fd)
      if (size > MAX_BYTES) return { kind: 'damaged', reason: `it has ${size} bytes` }
      text = readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return { kind: 'missing' }
    return { kind: PASSING.has(code) ? 'unread' : 'damaged', reason: `it cannot be read (${code})` }
  }
  const decoded = decodeCheckpoint(text)
  if (decoded.kind === 'damaged') return decoded
  if (decoded.kind === 'newer') {
    throw new CheckpointMismatchError(
      path,
      `checkpoint ${path} has schema version ${decoded.schemaVersion}, this version of @cryo/progress knows up to ` +
        `${SCHEMA_VERSION}: update it, or give the job another checkpointFile`,
    )
  }
  const { content } = decoded
  if (content.job !== job || content.part !== part) {
    throw new CheckpointMismatchError(
      path,
      `checkpoint ${path} is of ${describeOwner(content)}, not of ${describeOwner({ job, part })}: ` +
        'give each job a checkpointFile of its own',
    )
  }
  return decoded
}

/** Gives a damaged file a name that no other has. @returns The name; `false` where that is not possible. */
function moveAside(file: string): string | false {
  try {
    let number = 1
    while (number < MAX_KEPT && existsSync(`${file}.corrupt-${number}`)) number++
    const name = `${file}.corrupt-${number}`
    renameSync(file, name)
    return name
  } catch {
    return false
  }
}

function describeMove(name: string | false | null): string {
  return name === false || name === null ? 'and cannot be moved aside' : `moved to ${name}`
}

function describeOwner({ job, part }: CheckpointOwner): string {
  return `job ${JSON.stringify(job)}${part === null ? '' : `, part ${part}`}`
}
