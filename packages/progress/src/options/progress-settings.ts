import type { ProgressOptions } from './progress-options.ts'

/** Options after they were checked, with their defaults. */
export interface ProgressSettings {
  readonly unit: string | null
  /** Unix time in seconds. */
  readonly deadline: number | null
  readonly stallAfterMs: number | null
  readonly expectEverySeconds: number | null
  readonly checkpointFile: string | null
  readonly resume: 'auto' | 'never' | 'require'
  readonly part: string | null
  readonly stopLoss: { readonly failureRatio: number; readonly minItems: number } | null
  readonly onlyFailed: boolean
  readonly key: ((item: unknown, index: number) => unknown) | null
  readonly quiet: boolean
  readonly signal: AbortSignal | null
}

const DEFAULT_MIN_ITEMS = 50

/** Fills in the defaults. */
export function toSettings(options: ProgressOptions<never>): ProgressSettings {
  const { deadline, stallAfterSeconds, stopLoss } = options
  return {
    unit: options.unit ?? null,
    deadline: deadline === undefined ? null : new Date(deadline).getTime() / 1000,
    stallAfterMs: stallAfterSeconds === undefined ? null : stallAfterSeconds * 1000,
    expectEverySeconds: options.expectEverySeconds ?? null,
    checkpointFile: options.checkpointFile ?? null,
    resume: options.resume ?? 'auto',
    part: options.part ?? null,
    stopLoss: stopLoss === undefined ? null : { minItems: DEFAULT_MIN_ITEMS, ...stopLoss },
    onlyFailed: options.onlyFailed ?? false,
    key: (options.key as ProgressSettings['key'] | undefined) ?? null,
    quiet: options.quiet ?? false,
    signal: options.signal ?? null,
  }
}
