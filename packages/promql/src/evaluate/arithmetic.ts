import type { BinaryOp } from '../syntax/expression.ts'

/** What an operator makes of two numbers; a comparison gives 0 or 1. */
export function calculate(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
    case '^':
      return power(left, right)
    case 'atan2':
      return Math.atan2(left, right)
    default:
      return compares(op, left, right) ? 1 : 0
  }
}

/** Whether a comparison holds. */
export function compares(op: BinaryOp, left: number, right: number): boolean {
  switch (op) {
    case '==':
      return left === right
    case '!=':
      return left !== right
    case '>':
      return left > right
    case '<':
      return left < right
    case '>=':
      return left >= right
    case '<=':
      return left <= right
    default:
      return true
  }
}

/** As IEEE 754 has it: any power of 1 is 1, which JavaScript leaves open. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  return base ** exponent
}
