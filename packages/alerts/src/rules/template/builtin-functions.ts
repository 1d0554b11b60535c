import { compare, isEqual } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts'
import { FunctionFailure } from './function-failure.ts'
import type { Parameter, TemplateFunction } from './functions.ts'
import { printValue, showValue } from './show-value.ts'
import { sprintf } from './sprintf.ts'
import { ArgumentMap, type GoValue, Html, isTrue, QuerySample, StringMap, typeName } from './value.ts'

const builtin = (
  parameters: readonly Parameter[],
  variadic: Parameter | null,
  call: (args: readonly GoValue[]) => GoValue,
): TemplateFunction => ({ parameters, variadic, call })

const comparison = (test: (order: number) => boolean): TemplateFunction =>
  builtin(['value', 'value'], null, ([left = null, right = null]) => test(compare(left, right)))

/** Functions of Go's text/template; `and` and `or`, which look at no more than they have to, are the executor's. */
export const BUILTINS: ReadonlyMap<string, TemplateFunction> = new Map([
  ['and', builtin(['value'], 'value', ([first = null]) => first)],
  ['or', builtin(['value'], 'value', ([first = null]) => first)],
  ['not', builtin(['value'], null, ([value = null]) => !isTrue(value))],
  ['eq', builtin(['value'], 'value', ([first = null, ...others]) => isEqual(first, others))],
  ['ne', builtin(['value', 'value'], null, ([left = null, right = null]) => !isEqual(left, [right]))],
  ['lt', comparison((order) => order === -1)],
  ['le', comparison((order) => order === -1 || order === 0)],
  // As in Go these are what lt and le are not: true where a number is NaN.
  ['gt', comparison((order) => !(order === -1 || order === 0))],
  ['ge', comparison((order) => order !== -1)],
  ['len', builtin(['value'], null, ([value = null]) => lengthOf(value))],
  ['index', builtin(['value'], 'value', ([item = null, ...indexes]) => indexes.reduce(elementOf, item))],
  ['slice', builtin(['value'], 'value', ([item = null, ...indexes]) => sliceOf(item, indexes))],
  ['print', builtin([], 'any', print)],
  ['println', builtin([], 'any', (args) => `${args.map(showValue).join(' ')}\n`)],
  ['printf', builtin(['string'], 'any', ([format, ...args]) => sprintf(String(format), args))],
  ['html', builtin([], 'any', (args) => escapeHtml(toText(args)))],
  ['js', builtin([], 'any', (args) => escapeJs(toText(args)))],
  ['urlquery', builtin([], 'any', (args) => escapeQuery(toText(args)))],
])

/** A space stands between two of which neither is a text. */
function print(args: readonly GoValue[]): string {
  let text = ''
  for (const [index, value] of args.entries()) {
    const previous = args[index - 1]
    if (index > 0 && !isText(value) && !isText(previous ?? null)) text += ' '
    text += showValue(value)
  }
  return text
}

function isText(value: GoValue): boolean {
  return typeof value === 'string' || value instanceof Html
}

function toText(args: readonly GoValue[]): string {
  const [only] = args
  return args.length === 1 && typeof only === 'string' ? only : print(args.map((value) => printable(value)))
}

function printable(value: GoValue): GoValue {
  return value === null || value instanceof QuerySample ? printValue(value) : value
}

function lengthOf(value: GoValue): GoValue {
  if (typeof value === 'string') return BigInt(Buffer.byteLength(value))
  if (value instanceof StringMap) return BigInt(value.names.length)
  if (value instanceof ArgumentMap) return BigInt(value.entries.size)
  if (Array.isArray(value)) return BigInt(value.length)
  if (value === null) throw new FunctionFailure('len of nil pointer')
  throw new FunctionFailure(`len of type ${typeName(value)}`)
}

function elementOf(item: GoValue, index: GoValue): GoValue {
  if (item === null) throw new FunctionFailure('index of untyped nil')
  if (item instanceof StringMap || item instanceof ArgumentMap) {
    if (typeof index !== 'string') {
      throw new FunctionFailure(
        index === null
          ? 'value is nil; should be of type string'
          : `value has type ${typeName(index)}; should be string`,
      )
    }
    return item instanceof StringMap ? item.get(index) : (item.entries.get(index) ?? null)
  }
  const elements = typeof item === 'string' ? [...Buffer.from(item)].map(BigInt) : item
  if (!Array.isArray(elements)) throw new FunctionFailure(`can't index item of type ${typeName(item)}`)
  return (elements as readonly GoValue[])[toIndex(index, elements.length - 1)] ?? null
}

function sliceOf(item: GoValue, indexes: readonly GoValue[]): GoValue {
  if (item === null) throw new FunctionFailure('slice of untyped nil')
  if (indexes.length > 3) throw new FunctionFailure(`too many slice indexes: ${indexes.length}`)
  if (typeof item !== 'string' && !Array.isArray(item))
    throw new FunctionFailure(`can't slice item of type ${typeName(item)}`)
  if (typeof item === 'string' && indexes.length === 3)
    throw new FunctionFailure('cannot 3-index slice a string')
  const bytes = typeof item === 'string' ? Buffer.from(item) : null
  const length = bytes?.length ?? (item as readonly QuerySample[]).length
  const bounds = indexes.map((index) => toIndex(index, length))
  const [start = 0, end = length] = bounds
  if (start > end) throw new FunctionFailure(`invalid slice index: ${start} > ${end}`)
  return bytes === null
    ? (item as readonly QuerySample[]).slice(start, end)
    : bytes.toString('utf8', start, end)
}

function toIndex(index: GoValue, last: number): number {
  if (index === null) throw new FunctionFailure('cannot index slice/array with nil')
  if (typeof index !== 'bigint')
    throw new FunctionFailure(`cannot index slice/array with type ${typeName(index)}`)
  if (index < 0n || index > BigInt(last)) throw new FunctionFailure(`index out of range: ${index}`)
  return Number(index)
}
