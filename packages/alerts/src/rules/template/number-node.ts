import { parseString } from '@cryo/promql'

import type { NumberNode } from './node.ts'
import type { Token } from './token.ts'

const MAX_INT = 2n ** 63n

/** Reads a number of a template; `null` where it is none, or a complex one. */
export function readNumberNode({ kind, text, at }: Token): NumberNode | null {
  if (kind === 'characterConstant') {
    const character = parseString(`"${text.slice(1, -1).replaceAll('"', '\\"').replaceAll("\\'", "'")}"`)
    const code =
      character === null || Array.from(character).length !== 1 ? undefined : character.codePointAt(0)
    return code === undefined
      ? null
      : { kind: 'number', text, at, int: BigInt(code), float: code, isFloat: false }
  }
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/.exec(text) ?? []
  const plain = digits.replaceAll('_', '')
  const int = readInt(plain)
  const float = int === null ? readFloat(plain) : Number(int)
  if (float === null) return null
  const isHex = /^0[xX]/.test(plain) && !/[pP]/.test(plain)
  const negated = sign === '-' && int !== null ? -int : int
  return {
    kind: 'number',
    text,
    at,
    int: negated ?? toInt(sign === '-' ? -float : float),
    float: sign === '-' ? -float : float,
    isFloat: !isHex && /[.eEpP]/.test(text),
  }
}

function readInt(digits: string): bigint | null {
  if (/^0[xX][0-9a-fA-F]+$/.test(digits) || /^0[oObB]\d+$/.test(digits) || /^(?:0|[1-9]\d*)$/.test(digits))
    return inRange(BigInt(digits))
  // As in Go, a leading zero makes it octal.
  return /^0[0-7]+$/.test(digits) ? inRange(BigInt(`0o${digits.slice(1)}`)) : null
}

function inRange(value: bigint): bigint | null {
  return value < MAX_INT ? value : null
}

function readFloat(digits: string): number | null {
  const hex = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/.exec(digits)
  if (hex !== null) {
    const [, whole = '', fraction = '', exponent = '0'] = hex
    if (whole + fraction === '') return null
    return Number.parseInt(whole + fraction, 16) * 2 ** (Number(exponent) - fraction.length * 4)
  }
  return /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits) ? Number(digits) : null
}

/** `1e3` may stand where a whole number is wanted. */
function toInt(value: number): bigint | null {
  return Number.isInteger(value) && Math.abs(value) < Number(MAX_INT) ? BigInt(value) : null
}
