import { apiRecorder } from './api-recorder.ts'
import { type Recorder, recorderSlot } from './recorder.ts'

/** Follows the recorder of the process: what it leads to is looked up again only when that changes. */
export class Route<T> {
  readonly #resolve: (recorder: Recorder) => T
  #recorder: Recorder | null | undefined
  #target: T | undefined

  /** @param resolve - Makes the target under a recorder; must not throw. */
  constructor(resolve: (recorder: Recorder) => T) {
    this.#resolve = resolve
  }

  /** The target under the recorder of the moment. */
  get target(): T {
    const { recorder } = recorderSlot
    if (recorder === this.#recorder) return this.#target as T
    const target = this.#resolve(recorder ?? apiRecorder)
    this.#recorder = recorder
    this.#target = target
    return target
  }
}
