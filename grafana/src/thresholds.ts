import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard'
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'

/** From which values on a figure is worth a look, and from which it is bad; `isLowBad` turns that round. */
export interface Limits {
  readonly warning?: number
  readonly critical?: number
  /** The figure is bad below `critical` and well from `warning` on. */
  readonly isLowBad?: boolean
}

/**
 * Steps of colour for limits.
 *
 * Without limits there is one step: left to itself Grafana paints whatever is 80 or more red.
 */
export function toSteps({ warning, critical, isLowBad = false }: Limits = {}): dashboard.Threshold[] {
  if (warning === undefined && critical === undefined) return [step(null, 'blue')]
  if (isLowBad) {
    return [
      step(null, 'red'),
      ...(critical === undefined ? [] : [step(critical, 'orange')]),
      ...(warning === undefined ? [] : [step(warning, 'green')]),
    ]
  }
  return [
    step(null, 'green'),
    ...(warning === undefined ? [] : [step(warning, 'orange')]),
    ...(critical === undefined ? [] : [step(critical, 'red')]),
  ]
}

/** The steps as the builders of panels take them. */
export function buildThresholds(limits?: Limits): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(toSteps(limits))
}

function step(value: number | null, color: string): dashboard.Threshold {
  return { value, color }
}
