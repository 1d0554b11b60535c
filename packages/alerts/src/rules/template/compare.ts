import { FunctionFailure } from './function-failure.ts'
import { showValue } from './show-value.ts'
import { type GoValue, Html, typeName } from './value.ts'

type Basic = string | number | bigint | boolean

/** Whether a value equals one of others; whole numbers and those with a point cannot be compared. */
export function isEqual(first: GoValue, others: readonly GoValue[]): boolean {
  if (others.length === 0) throw new FunctionFailure('missing argument for comparison')
  return others.some((other) => {
    const left = toBasic(first)
    const right = toBasic(other)
    if (left !== null && right !== null && typeof left === typeof right) return left === right
    if (first === null || other === null) return first === other
    if (left === null && right === null) return isSame(first, other)
    throw new FunctionFailure(`incompatible types for comparison: ${typeName(first)} and ${typeName(other)}`)
  })
}

/** -1, 0 or 1; NaN where one is no number. */
export function compare(first: GoValue, second: GoValue): number {
  const left = toBasic(first)
  const right = toBasic(second)
  if (left === null || right === null) throw new FunctionFailure('invalid type for comparison')
  if (typeof left !== typeof right) {
    throw new FunctionFailure(`incompatible types for comparison: ${typeName(first)} and ${typeName(second)}`)
  }
  if (typeof left === 'boolean') throw new FunctionFailure('invalid type for comparison')
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(String(right)))
  return order(left, right as typeof left)
}

function order<T extends number | bigint>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN
}

function isSame(first: Exclude<GoValue, null>, other: Exclude<GoValue, null>): boolean {
  if (typeName(first) !== typeName(other)) {
    throw new FunctionFailure(`incompatible types for comparison: ${typeName(first)} and ${typeName(other)}`)
  }
  if (typeName(first).startsWith('map') || Array.isArray(first))
    throw new FunctionFailure(`non-comparable type ${showValue(other)}: ${typeName(other)}`)
  return first === other
}

function toBasic(value: GoValue): Basic | null {
  if (value instanceof Html) return value.text
  return typeof value === 'object' ? null : value
}
