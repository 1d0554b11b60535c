import type { MetricDescriptor } from '../metrics/series.ts'
import { toUnitSuffixes } from './unit-name.ts'

/**
 * The name that Prometheus gives an OpenTelemetry metric, by the strategy *UnderscoreEscapingWithSuffixes*:
 * words joined by underscores, then the unit, then `_total` of a counter or `_ratio` of a gauge of unit 1. The
 * rules are those of github.com/prometheus/otlptranslator v1.0.0, which Prometheus 3.13 uses.
 * @returns Undefined when nothing of the name is left; Prometheus takes no such metric.
 * @example
 * toMetricName({ name: 'http.server.request.duration', unit: 's', kind: 'histogram' })
 * // http_server_request_duration_seconds
 */
export function toMetricName({
  name,
  unit,
  kind,
}: Pick<MetricDescriptor, 'name' | 'unit' | 'kind'>): string | undefined {
  let words = name.split(/[^a-zA-Z0-9:]+/u).filter((word) => word !== '')
  const { main, per } = toUnitSuffixes(unit)
  const perSuffix = per === 'per_' ? '' : per.replace(/_$/, '')
  const addsPer = perSuffix !== '' && !words.includes(perSuffix)
  const mainSuffix = addsPer ? main.replace(/_$/, '') : main
  const addsMain = mainSuffix !== '' && !words.includes(main)
  if (addsMain) words.push(mainSuffix)
  if (addsPer) words.push(perSuffix)
  if (kind === 'counter') words = [...words.filter((word) => word !== 'total'), 'total']
  if (kind === 'gauge' && unit === '1') words = [...words.filter((word) => word !== 'ratio'), 'ratio']
  const joined = words.join('_')
  if (/^_*$/.test(joined)) return undefined
  return /^\d/.test(joined) ? `_${joined}` : joined
}
