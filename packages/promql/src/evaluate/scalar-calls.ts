import type { Call } from '../syntax/expression.ts'
import { toScalar } from './absence-and-order.ts'
import { valuesAt } from './column-stream.ts'
import { type Grid, timeAt } from './grid.ts'
import type { Operands } from './operands.ts'
import type { Work } from './work.ts'

/** What a function gives that gives a number at each time. */
export function* callOfScalar({ name, args }: Call, grid: Grid, operands: Operands): Work<Float64Array> {
  switch (name) {
    case 'time':
      return yield* valuesAt(grid.steps, (index) => timeAt(grid, index) / 1000, operands.context.budget)
    case 'scalar': {
      const { columns } = yield* operands.vector(args[0], grid)
      return yield* toScalar(columns, grid.steps, operands.context.budget)
    }
    default:
      return new Float64Array(grid.steps).fill(Math.PI)
  }
}
