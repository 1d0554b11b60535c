import { OPERATION_KINDS, type OperationKind } from '@cryo/conventions'
import { readProperty } from '@cryo/conventions/redaction'

/** What may be said of an operation when it starts. */
export interface OperationOptions<Result = never> {
  /**
   * Items that the operation handles, counted when it ends, failed or not; or a function that reads them from the
   * result, which is not called where there is none.
   */
  readonly itemsCount?: number | ((result: Result) => number) | undefined
  /** Becomes `cryo.context.<key>` attributes of the span: at most 64 keys and 8 KB, without credentials. */
  readonly context?: Readonly<Record<string, unknown>> | undefined
  /** What the operation does; `operation` by default. */
  readonly kind?: OperationKind | undefined
}

/** Options of an operation whose kind is given, and whose name may be the method's. */
export interface NamedOperationOptions extends Omit<OperationOptions, 'kind'> {
  /** Name of the operation; that of the method or function by default. */
  readonly name?: string | undefined
}

/** Options as they were read from anything that a caller may pass. */
export interface OperationSettings {
  readonly kind: OperationKind
  readonly itemsCount: unknown
  readonly context: unknown
}

const NONE: OperationSettings = { kind: 'operation', itemsCount: undefined, context: undefined }

/** Reads options of any form; what cannot be read counts as not given. */
export function readOptions(options: unknown): OperationSettings {
  if (options === undefined) return NONE
  const given = readProperty(options, 'kind')
  return {
    kind: OPERATION_KINDS.find((known) => known === given) ?? 'operation',
    itemsCount: readProperty(options, 'itemsCount'),
    context: readProperty(options, 'context'),
  }
}

/** Reads {@link NamedOperationOptions} as {@link readOptions} does. */
export function readNamedOptions(
  options: unknown,
  kind: OperationKind,
): OperationSettings & { readonly name: unknown } {
  return { ...readOptions(options), kind, name: readProperty(options, 'name') }
}
