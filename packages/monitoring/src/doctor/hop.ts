import type { Patient } from './patient.ts'

/** Where the parts are. */
export interface DoctorTargets {
  /** Address of the page's server, without a path; `null`: no hub says that it serves the folder. */
  readonly hub: string | null
  /** Folder in which the hub was looked for. */
  readonly monitoringDir: string
  /** Secret of the page, where it has one. */
  readonly token: string | null
  readonly prometheus: string
  readonly alertmanager: string
  readonly tempo: string
}

/** A hop is broken: in one sentence what was seen, and in another how to mend it. */
export class BrokenHop extends Error {
  readonly mend: string

  constructor(seen: string, mend: string) {
    super(seen)
    this.mend = mend
  }
}

/** One step on the way of telemetry and alerts. */
export interface Hop {
  /** From where to where. */
  readonly name: string
  /** Hops without which this one cannot be looked at. */
  readonly needs: readonly string[]
  /** Said while it takes its time: what is waited for, and how long at most. */
  readonly waits: string
  /**
   * Looks at it.
   *
   * @returns What was seen, in a few words.
   * @throws BrokenHop
   */
  readonly look: (patient: Patient) => Promise<string>
}
