import type { Call } from '../../syntax/expression.ts'
import { unwrap } from '../../syntax/unwrap.ts'
import { absent } from '../absence-and-order.ts'
import { streamOf, type VectorStream } from '../column-stream.ts'
import type { Grid } from '../grid.ts'
import type { Operands } from '../operands.ts'
import { resolveAt } from '../select.ts'
import type { Work } from '../work.ts'
import { overRanges } from './over-ranges.ts'
import { RANGE_FUNCTIONS } from './range-functions.ts'

/** What a function gives that takes a range; `null` for another function. */
export function* callOfRange(call: Call, grid: Grid, operands: Operands): Work<VectorStream | null> {
  const { name, args } = call
  const make = RANGE_FUNCTIONS[name]
  if (make === undefined) return null
  const argument = args.map(unwrap).find(({ kind }) => kind === 'range' || kind === 'subquery')
  if (argument?.kind !== 'range' && argument?.kind !== 'subquery') return streamOf([])
  const { context } = operands
  const other = args.find((arg) => unwrap(arg) !== argument)
  const parameter = yield* operands.scalar(other, grid)
  const { offsetMs, at } = argument.kind === 'range' ? argument.selector : argument
  const ranges = { rangeMs: argument.rangeMs, offsetMs, pinnedMs: resolveAt(at, context), grid }
  const samples = yield* operands.samples(argument, grid)
  const keepsName = name === 'last_over_time'
  const columns = overRanges(call, make, samples, ranges, parameter, context)
  if (name !== 'absent_over_time') return { columns, hasNames: keepsName }
  return streamOf(yield* absent(argument, columns, grid.steps, context.budget))
}
