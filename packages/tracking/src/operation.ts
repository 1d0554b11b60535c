/** An operation in progress: a span, and what it adds to `cryo.operation.*`. No method throws. */
export interface Operation extends Disposable {
  /** Name given to `trackOperation`, without credentials and at most 256 bytes long. */
  readonly name: string
  /** Adds to the items that the operation handled; what is no finite number from zero up is ignored and counted. */
  addItems(count: number): void
  /** Puts `cryo.context.<key>` attributes on the span: at most 64 keys and 8 KB, without credentials. */
  setContext(context: Readonly<Record<string, unknown>>): void
  /** Marks the operation as failed and records the error on the span; any value is an error, `undefined` too. */
  fail(error: unknown): void
  /** Runs `fn` with the span active; an error of `fn` fails the operation and is thrown on unchanged. */
  run<T>(fn: () => T): T
  /** Ends the operation; later calls do nothing. */
  end(): void
  /** Same as {@link Operation.end}: `using` calls it, which does not learn of an error that leaves the scope. */
  [Symbol.dispose](): void
}
