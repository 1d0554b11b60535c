import type { VNode } from 'preact'
import type { ChartLine } from './chart-lines.ts'
import { colorName } from './theme.ts'

interface LegendProps {
  readonly lines: readonly ChartLine[]
  /** The moment under the pointer; `null`: the newest that has a value. */
  readonly index: number | null
  readonly format: (value: number) => string
}

/** Names the lines of a chart, each with its value at a moment. */
export function Legend({ lines, index, format }: LegendProps): VNode {
  return (
    <ul class="legend">
      {lines.map(({ name, color, values, isLimit }) => {
        const value = index === null ? values.findLast((one) => one !== null) : values[index]
        return (
          <li key={name}>
            <i
              class={isLimit === true ? 'swatch dashed' : 'swatch'}
              style={{ color: `var(--${colorName(color)})` }}
            />
            {name} <b>{value === null || value === undefined ? '–' : format(value)}</b>
          </li>
        )
      })}
    </ul>
  )
}
