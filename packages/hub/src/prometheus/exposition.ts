import type { ExpositionFormat } from './negotiate-exposition.ts'

/** One answer to a scrape. */
export interface ExpositionAnswer {
  /** Value of the `Content-Type` header. */
  readonly contentType: string
  /** Parts of the text, each made within a millisecond when it is asked for. */
  readonly chunks: Generator<string, void, undefined>
}

/** What the last whole exposition left out, because the formats cannot say it. */
export interface ExpositionLoss {
  /** Metrics whose name is that of another type, or of another metric's samples. */
  readonly conflicts: number
  /** Metrics of whose name nothing is left. */
  readonly unnamed: number
  /** Series with an attribute of whose key nothing is left. */
  readonly unlabelled: number
  /** Series with the name and labels of another. */
  readonly duplicates: number
}

/** The series of a store as `/metrics` shows them. */
export interface Exposition {
  readonly loss: ExpositionLoss
  /** Answers in the format that the client prefers by its `Accept` header. */
  answer(accept: string | null | undefined): ExpositionAnswer
  /** The text in parts; series that come or go meanwhile may be in it or not. */
  write(format: ExpositionFormat): Generator<string, void, undefined>
}
