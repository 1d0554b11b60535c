const POINTS = 60
const WIDTH = 120
const HEIGHT = 24
const SVG = 'http://www.w3.org/2000/svg'

/** A line of the latest values, as they came in while the page was open. */
export interface Sparkline {
  readonly node: SVGElement
  add(value: number | null): void
}

/** Makes an empty line for the latest 60 values; from zero up, because rates and durations are read from there. */
export function createSparkline(): Sparkline {
  const node = document.createElementNS(SVG, 'svg')
  const line = document.createElementNS(SVG, 'polyline')
  node.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`)
  node.setAttribute('preserveAspectRatio', 'none')
  node.setAttribute('aria-hidden', 'true')
  line.setAttribute('vector-effect', 'non-scaling-stroke')
  node.append(line)
  const values: number[] = []
  return {
    node,
    add(value) {
      values.push(value ?? 0)
      if (values.length > POINTS) values.shift()
      const top = Math.max(...values) || 1
      const first = POINTS - values.length
      const points = values.map((one, index) => {
        const x = ((first + index) / (POINTS - 1)) * WIDTH
        return `${x.toFixed(1)},${(HEIGHT - 1 - (one / top) * (HEIGHT - 2)).toFixed(1)}`
      })
      line.setAttribute('points', points.join(' '))
    },
  }
}
