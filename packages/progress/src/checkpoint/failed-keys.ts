import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'

import { CheckpointMissingError } from './checkpoint-errors.ts'
import { TEMPORARY } from './checkpoint-writer.ts'
import { codeOf, FILE_MODE } from './file-access.ts'

/** Ends the name of the file that keeps the keys of failed items beside a checkpoint. */
const SUFFIX = '.failed.jsonl'
/** More than this would be no list for a rerun any more. */
const MAX_BYTES = 64 * 1024 * 1024
/** Keys that wait for a disk that takes none. */
const MAX_WAITING = 100_000
/** A list may have grown past the limit by its last keys. */
const MAX_READ_BYTES = 2 * MAX_BYTES
const NOFOLLOW = constants.O_NOFOLLOW ?? 0
/** A pipe must not hold the application up. */
const NONBLOCK = constants.O_NONBLOCK ?? 0

/** Keys of failed items, one JSON value a line. Nothing of it throws. */
export class FailedKeys {
  readonly #path: string
  /** JSON texts that are not in the file yet. */
  #waiting: string[] = []
  #isReplacing: boolean
  #error: Error | null = null
  #lost = 0

  /** @param mode - Whether keys that are there stay. */
  constructor(checkpointFile: string, mode: 'append' | 'replace') {
    this.#path = `${checkpointFile}${SUFFIX}`
    this.#isReplacing = mode === 'replace'
  }

  /** Why keys could not be written last, or that some are lost; `null` where all is well. */
  get trouble(): string | null {
    if (this.#lost > 0)
      return `${this.#lost} keys of failed items are lost: ${this.#error?.message ?? 'too many'}`
    return this.#error === null ? null : `keys of failed items wait: ${this.#error.message}`
  }

  /** Keeps a key. @param json - Its JSON text. */
  add(json: string): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(json)
    else this.#lost++
  }

  /** Makes the file hold these keys and no others. @param keys - JSON texts. */
  replaceAll(keys: Iterable<string>): void {
    this.#waiting = [...keys]
    this.#isReplacing = true
    this.flush()
  }

  /** Makes the file hold all that was added, and synchronises it. */
  flush(): void {
    if (this.#waiting.length === 0 && !this.#isReplacing) return
    try {
      const text = this.#waiting.map((json) => `${json}\n`).join('')
      if (this.#isReplacing) replace(this.#path, text)
      else append(this.#path, text)
      this.#isReplacing = false
      this.#waiting = []
      this.#error = null
    } catch (error) {
      this.#error = error instanceof Error ? error : new Error(String(error))
    }
  }
}

/** What an earlier run left. */
export interface FoundKeys {
  /** JSON texts, each once. */
  readonly keys: Set<string>
  /** Lines that are none, such as the one that a killed process was writing. */
  readonly damaged: number
}

/**
 * Reads the keys that an earlier run left; none where there is no such file.
 *
 * @throws CheckpointMissingError where there is one that cannot be read.
 */
export function readFailedKeys(checkpointFile: string): FoundKeys {
  const keys = new Set<string>()
  let damaged = 0
  for (const line of readText(`${checkpointFile}${SUFFIX}`).split('\n')) {
    try {
      if (line !== '') keys.add(JSON.stringify(JSON.parse(line)))
    } catch {
      damaged++
    }
  }
  return { keys, damaged }
}

function readText(path: string): string {
  try {
    const fd = openSync(path, constants.O_RDONLY | NOFOLLOW | NONBLOCK)
    try {
      const { size } = fstatSync(fd)
      if (size > MAX_READ_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_READ_BYTES}`)
      return readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ''
    const reason = error instanceof Error ? error.message : String(error)
    throw new CheckpointMissingError(
      path,
      `the failed items in ${path} cannot be read (${reason}): nothing says what onlyFailed has to run`,
    )
  }
}

function append(path: string, text: string): void {
  const { O_WRONLY, O_APPEND, O_CREAT } = constants
  const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | NOFOLLOW, FILE_MODE)
  try {
    const { size } = fstatSync(fd)
    if (size > MAX_BYTES) throw new Error(`${path} has ${size} bytes`)
    // The last line may be one that a killed process was writing.
    writeAll(fd, size === 0 ? text : `\n${text}`)
  } finally {
    closeSync(fd)
  }
}

function replace(path: string, text: string): void {
  if (text === '') {
    remove(path)
    return
  }
  const temporary = `${path}${TEMPORARY}`
  const { O_WRONLY, O_TRUNC, O_CREAT } = constants
  const fd = openSync(temporary, O_WRONLY | O_TRUNC | O_CREAT | NOFOLLOW, FILE_MODE)
  try {
    writeAll(fd, text)
  } finally {
    closeSync(fd)
  }
  renameSync(temporary, path)
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
  fsyncSync(fd)
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
}
