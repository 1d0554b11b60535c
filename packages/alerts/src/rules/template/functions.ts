import { BUILTINS } from './builtin-functions.ts'
import { PROMETHEUS_FUNCTIONS } from './prometheus-functions.ts'
import type { GoValue } from './value.ts'

/** What a parameter takes: `any` and `value` take all, `value` a nil too. */
export type Parameter = 'string' | 'any' | 'value' | 'vector' | 'sample'

/** What functions are told beside their arguments. */
export interface FunctionContext {
  /** Of the evaluation, in Unix milliseconds. */
  readonly timeMs: number
  readonly externalUrl: string
  /** Finds the elements of an instant vector. */
  readonly query: (text: string) => GoValue
}

/** A function of templates. */
export interface TemplateFunction {
  readonly parameters: readonly Parameter[]
  /** What further arguments are; `null`: there are none. */
  readonly variadic: Parameter | null
  /** @throws FunctionFailure */
  readonly call: (args: readonly GoValue[], context: FunctionContext) => GoValue
}

/** Finds a function by its name. */
export function findFunction(name: string): TemplateFunction | undefined {
  return PROMETHEUS_FUNCTIONS.get(name) ?? BUILTINS.get(name)
}
