import type { VNode } from 'preact'

const WIDTH = 96
const HEIGHT = 22

/** A small line without axes: how a figure went, beside the figure itself. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }): VNode {
  const max = values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0)
  const parts: string[] = []
  let isOpen = false
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isOpen = false
      continue
    }
    const x = (index / Math.max(1, values.length - 1)) * WIDTH
    const y = HEIGHT - 2 - (max === 0 ? 0 : (value / max) * (HEIGHT - 4))
    parts.push(`${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`)
    isOpen = true
  }
  return (
    <svg
      class="sparkline"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path d={parts.join('')} fill="none" stroke="currentColor" stroke-width="1.5" />
    </svg>
  )
}
