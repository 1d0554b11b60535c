import type { Series, StoredMetric, StoredResource } from '../metrics/series.ts'
import { type ResourceLabels, toLabels, toResourceLabels } from '../prometheus/labels.ts'
import { toMetricName } from '../prometheus/metric-name.ts'
import { toBoundText } from '../prometheus/number-text.ts'

type SampleLabelsRecord = Readonly<Record<string, string>>

/** The labels of each sample of a series, with its name, as Prometheus' OTLP receiver makes them. */
export class SampleLabels {
  readonly #names = new WeakMap<StoredMetric, string>()
  readonly #resources = new WeakMap<StoredResource, ResourceLabels>()

  /** One for each value of `readSamples`; none for a series that can have no name or labels. */
  ofSeries(series: Series, bounds: readonly number[] | null): readonly SampleLabelsRecord[] {
    const name = this.#nameOf(series.metric)
    const labels = toLabels(this.#ofResource(series.metric.scope.resource), series.attributes)
    if (name === '' || labels === undefined) return []
    const common = Object.fromEntries(labels)
    switch (series.type) {
      case 'number':
        return [{ ...common, __name__: name }]
      case 'histogram':
        return [
          ...[...(bounds ?? []), Infinity].map((bound) => ({
            ...common,
            __name__: `${name}_bucket`,
            le: toBoundText(bound),
          })),
          { ...common, __name__: `${name}_count` },
          { ...common, __name__: `${name}_sum` },
        ]
      default:
        return [
          ...(bounds ?? []).map((quantile) => ({
            ...common,
            __name__: name,
            quantile: toBoundText(quantile),
          })),
          { ...common, __name__: `${name}_count` },
          { ...common, __name__: `${name}_sum` },
        ]
    }
  }

  #nameOf(metric: StoredMetric): string {
    let name = this.#names.get(metric)
    if (name === undefined) {
      name = toMetricName(metric.descriptor) ?? ''
      this.#names.set(metric, name)
    }
    return name
  }

  #ofResource(resource: StoredResource): ResourceLabels {
    let labels = this.#resources.get(resource)
    if (labels === undefined) {
      labels = toResourceLabels(resource.resource)
      this.#resources.set(resource, labels)
    }
    return labels
  }
}
