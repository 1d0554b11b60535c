import type { VNode } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import { usePage } from '../page-context.ts'
import { useMarks } from './chart-context.ts'
import type { ChartLine } from './chart-lines.ts'
import { createPlot } from './plot.ts'
import { useThemeKey } from './theme.ts'
import { timesOf, type TimeWindow } from './time-window.ts'
import { useWidth } from './use-width.ts'

interface PlotProps {
  readonly lines: readonly ChartLine[]
  readonly window: TimeWindow
  readonly format: (value: number) => string
  readonly max: number | null
  readonly onCursor: (index: number | null) => void
}

const HEIGHT = 168
/** A shorter time has no samples. */
const MIN_ZOOM_MS = 60_000

/** The drawn part of a chart; drawn anew only when other lines or colours are. */
export function Plot({ lines, window, format, max, onCursor }: PlotProps): VNode {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const { go } = usePage()
  const { marks } = useMarks()
  const width = useWidth(host)
  const theme = useThemeKey()
  const now = useRef({ marks, go, onCursor })
  now.current = { marks, go, onCursor }
  const data = useMemo(
    () => [timesOf(window), ...lines.map(({ values }) => [...values])] as uPlot.AlignedData,
    [lines, window],
  )
  const look = JSON.stringify([lines.map(({ name, color }) => [name, color]), theme, width > 0])

  useEffect(() => {
    if (host.current === null || width === 0) return
    const drawn = createPlot(
      host.current,
      data,
      lines,
      () => now.current.marks,
      { width, height: HEIGHT, format, max },
      {
        onCursor: (index) => now.current.onCursor(index),
        onZoom(from, to) {
          const toMs = Math.round(Math.max(to, from + MIN_ZOOM_MS))
          now.current.go({ range: { kind: 'between', fromMs: Math.round(from), toMs } })
        },
      },
    )
    plot.current = drawn
    return () => {
      plot.current = null
      drawn.destroy()
    }
  }, [look])
  useEffect(() => plot.current?.setData(data), [data])
  useEffect(() => plot.current?.setSize({ width, height: HEIGHT }), [width])
  useEffect(() => plot.current?.redraw(false), [marks])

  return <div class="plot" ref={host} aria-hidden="true" />
}
