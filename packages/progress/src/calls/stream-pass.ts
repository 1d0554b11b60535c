import { ignored } from '@cryo/conventions'
import { readProperty } from '@cryo/conventions/redaction'

import type { Run } from '../run/run.ts'
import { IterationPass } from './iterate.ts'

/** What streams do with the chunks that pass, Node's and Web ones alike. */
export class StreamPass {
  readonly #run: Run
  /** Begins with the first chunk: a stream that is made and not used is no loop. */
  #pass: IterationPass<unknown> | null = null

  constructor(run: Run) {
    this.#run = run
  }

  /**
   * Takes a chunk: once the run is not on pause it is passed on by `push` and counted. Once the run is stopped for good
   * chunks are swallowed, so that source and sink come to an orderly end.
   */
  take(chunk: unknown, push: () => void, onTaken: () => void): void {
    const pass = (this.#pass ??= new IterationPass<unknown>(this.#run, null))
    if (this.#run.pauseReason === 'requested') {
      void this.#run.whenResumed().then(() => this.take(chunk, push, onTaken))
      return
    }
    try {
      if (!pass.isStopped && pass.begin(chunk)) {
        push()
        pass.finish(chunk)
      }
      onTaken()
    } catch {
      // The stream was broken off while the run was on pause.
      ignored.internal++
    }
  }

  /** The source has ended. */
  end(): void {
    const pass = (this.#pass ??= new IterationPass<unknown>(this.#run, null))
    if (pass.isStopped) pass.leave()
    else pass.complete()
  }

  /** The stream was broken off before the end; an error that is no mere abort fails the run. */
  break(error: unknown): void {
    if (this.#run.hasEnded) return
    const isAbort = error === null || error === undefined || readProperty(error, 'name') === 'AbortError'
    // The source may fail before its first chunk.
    if (!isAbort) this.#run.end('failed', { error })
    this.#pass?.leave()
  }
}
