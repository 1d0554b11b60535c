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
