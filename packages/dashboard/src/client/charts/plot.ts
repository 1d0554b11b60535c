import uPlot from 'uplot'
import type { ChartLine } from './chart-lines.ts'
import { colorName, readColor } from './theme.ts'
import { formatTick } from './time-ticks.ts'

/** What a plot tells. */
export interface PlotEvents {
  /** The pointer stands at a moment of the grid, on this chart or another; `null`: on none. */
  onCursor(index: number | null): void
  /** A time was chosen by dragging, in Unix milliseconds. */
  onZoom(fromMs: number, toMs: number): void
}

/** A time that all charts mark. */
export interface Mark {
  readonly timeMs: number
  readonly color: string
}

/** How a plot looks. */
export interface PlotOptions {
  readonly width: number
  readonly height: number
  readonly format: (value: number) => string
  /** Highest value of the axis where it is known, such as 100 percent. */
  readonly max: number | null
}

/** Charts with this key show the pointer at the same time. */
const SYNC_KEY = 'page'
/** Decimals that say nothing: `20.0 /s`. */
const NO_DECIMALS = /\.0+(?!\d)/
/** A drag shorter than this is a click. */
const MIN_DRAG_PX = 8
const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif'

/** Draws lines. @param marks - Read at each drawing. */
export function createPlot(
  host: HTMLElement,
  data: uPlot.AlignedData,
  lines: readonly ChartLine[],
  marks: () => readonly Mark[],
  options: PlotOptions,
  events: PlotEvents,
): uPlot {
  const grid = readColor('grid')
  const text = readColor('text-soft')
  const axis = { stroke: text, font: FONT, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  return new uPlot(
    {
      width: options.width,
      height: options.height,
      padding: [8, 16, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        points: { size: 7 },
        // The others follow the pointer, but only one of them chooses a time.
        sync: {
          key: SYNC_KEY,
          setSeries: false,
          filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
        },
        drag: { x: true, y: false, setScale: false },
        // Two clicks go back, which the page does.
        bind: { dblclick: () => () => null },
      },
      scales: {
        x: { time: true, range: ({ data: [given] }) => [given[0] ?? 0, given.at(-1) ?? 1] },
        y: { range: (_plot, _min, max) => [0, options.max ?? niceMax(max)] },
      },
      axes: [
        { ...axis, gap: 6, size: 26, space: 70, values: (_plot, ticks) => formatTicks(ticks) },
        {
          ...axis,
          gap: 4,
          size: 62,
          space: 32,
          values: (_plot, ticks) => ticks.map((tick) => options.format(tick).replace(NO_DECIMALS, '')),
        },
      ],
      series: [
        {},
        ...lines.map(({ name, color, isLimit }): uPlot.Series => {
          const stroke = readColor(colorName(color))
          return {
            label: name,
            stroke,
            width: isLimit === true ? 1 : 1.5,
            ...(isLimit === true ? { dash: [5, 4] } : {}),
            ...(lines.length <= 2 && isLimit !== true ? { fill: toFill(stroke) } : {}),
            points: { show: false },
            spanGaps: false,
          }
        }),
      ],
      hooks: {
        setCursor: [(plot) => events.onCursor(plot.cursor.idx ?? null)],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select
            if (width < MIN_DRAG_PX) return
            const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
            events.onZoom(from * 1000, to * 1000)
          },
        ],
        drawAxes: [(plot) => drawMarks(plot, marks())],
      },
    },
    data,
    host,
  )
}

function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.lineWidth = 1
  ctx.setLineDash([3, 3])
  for (const { timeMs, color } of marks) {
    const x = Math.round(plot.valToPos(timeMs / 1000, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = readColor(color)
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  ctx.restore()
}

function formatTicks(ticks: readonly number[]): string[] {
  const span = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0)
  return ticks.map((tick) => formatTick(tick * 1000, span))
}

/** Some room above the highest value; an axis of nothing still has a height. */
function niceMax(max: number | null): number {
  return max === null || max <= 0 ? 1 : max * 1.15
}

function toFill(color: string): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? `${color}22` : 'transparent'
}
