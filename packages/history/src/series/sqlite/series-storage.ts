import { MendingDatabase } from '../../sqlite/mending-database.ts'
import { readNumber } from '../../sqlite/open-database.ts'
import { WriteTrouble } from '../../sqlite/write-trouble.ts'
import { SERIES_DATABASE, type SeriesTables } from './series-database.ts'

/** What a step in a transaction says. */
export interface StepResult {
  readonly isMore: boolean
  /** To be done once the transaction is committed. */
  readonly settle: () => void
}

/** Settings of {@link SeriesStorage}. */
export interface SeriesStorageOptions {
  /** Existing folder; `null`: in memory. */
  readonly dir: string | null
  readonly maxBytes: number
  readonly nowMs: () => number
  /** Told, in one sentence, what a person should know. */
  readonly onNotice: (sentence: string) => void
  /** Another file has taken the place of a damaged one: it knows none of the series. */
  readonly onReplaced: () => void
}

/** The database of series, whatever becomes of it: what cannot be written waits, and that is said. */
export class SeriesStorage {
  readonly #database: MendingDatabase<SeriesTables>
  readonly #trouble: WriteTrouble
  readonly #onReplaced: () => void
  /** Those of which everything that is known was written. */
  #tables: SeriesTables | null = null
  #isClosed = false

  constructor({ dir, maxBytes, nowMs, onNotice, onReplaced }: SeriesStorageOptions) {
    this.#database = new MendingDatabase(SERIES_DATABASE, { dir, maxBytes, nowMs, onNotice })
    this.#trouble = new WriteTrouble('the history of series', onNotice)
    this.#onReplaced = onReplaced
  }

  /** `null`: in memory only. */
  get file(): string | null {
    return this.#database.file
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get bytes(): number {
    const size = this.attempt(
      ({ database }) => readNumber(database, 'page_count') * readNumber(database, 'page_size'),
    )
    return size ?? 0
  }

  /** Does something with the tables; `null` where that is not possible. */
  attempt<R>(work: (tables: SeriesTables) => R): R | null {
    return this.#database.attempt(
      (tables) => {
        if (this.#tables !== null && this.#tables !== tables) this.#onReplaced()
        this.#tables = tables
        return work(tables)
      },
      (error) => {
        if (!this.#isClosed) this.#trouble.fail(error)
      },
    )
  }

  /** Does one step in a transaction. @returns Whether there is more to do; `null` where it could not be done. */
  transact(work: (tables: SeriesTables) => StepResult): boolean | null {
    return this.attempt((tables) => {
      tables.database.exec('BEGIN IMMEDIATE')
      const { isMore, settle } = work(tables)
      tables.database.exec('COMMIT')
      settle()
      this.#trouble.succeed()
      return isMore
    })
  }

  close(): void {
    this.#isClosed = true
    this.#database.close()
  }
}
