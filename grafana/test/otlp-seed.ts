import type { MetricDefinition } from '@cryo/conventions'

/** Something that a demo that runs well does not have. */
export interface Seed {
  readonly metric: Pick<MetricDefinition, 'name' | 'kind' | 'unit' | 'boundaries'>
  readonly attributes?: Readonly<Record<string, string>>
  /** Attributes of the resource beside those that all have. */
  readonly resource?: Readonly<Record<string, string>>
  /** Value of a gauge; counters and histograms count one a second. */
  readonly value?: number
  /** When it began and ended, in seconds before the seeding; by default as long ago as Prometheus takes, and never. */
  readonly from?: number
  readonly until?: number
}

/** In an empty Prometheus a new series may begin an hour before the newest sample there is. */
export const HISTORY_SECONDS = 3570
const STEP_SECONDS = 15

const RESOURCE = {
  'service.name': 'seeded',
  'service.instance.id': 'seeded-1',
  'service.version': '1.0.0',
  'deployment.environment.name': 'seeded',
}

/** Sends what seeds say to a collector: first their past, then what is now, as often as it is asked to. */
export class Seeder {
  readonly #url: string
  readonly #seeds: readonly Seed[]
  readonly #begun = Date.now() / 1000
  #sentUntil = -HISTORY_SECONDS

  constructor(url: string, seeds: readonly Seed[]) {
    this.#url = `${url}/v1/metrics`
    this.#seeds = seeds
  }

  /** Sends every point up to now that is not sent yet. */
  async send(): Promise<void> {
    const now = Date.now() / 1000 - this.#begun
    const times: number[] = []
    for (let time = this.#sentUntil; time < now; time += STEP_SECONDS) times.push(time)
    if (times.length === 0) return
    this.#sentUntil += times.length * STEP_SECONDS
    // Prometheus refuses all of a request that has a metric without points.
    const resourceMetrics = this.#seeds.map((seed) => this.#encode(seed, times)).filter((one) => one !== null)
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics }),
    })
    if (!response.ok) throw new Error(`the collector refuses seeds: ${await response.text()}`)
  }

  #encode(
    { metric, attributes, resource, value, from, until }: Seed,
    times: readonly number[],
  ): object | null {
    const { name, unit, kind, boundaries: explicitBounds = [] } = metric
    const begin = -(from ?? HISTORY_SECONDS)
    const dataPoints = times
      .filter((time) => time >= begin && (until === undefined || time <= -until))
      .map((time) => {
        const count = Math.round(time - begin)
        return {
          timeUnixNano: this.#toNanoseconds(time),
          attributes: toAttributes(attributes),
          ...(kind === 'histogram'
            ? {
                count: String(count),
                sum: count / 100,
                explicitBounds,
                bucketCounts: ['0', String(count), ...explicitBounds.slice(1).map(() => '0')],
              }
            : { asDouble: kind === 'counter' ? count : (value ?? 1) }),
          ...(kind === 'counter' || kind === 'histogram'
            ? { startTimeUnixNano: this.#toNanoseconds(begin) }
            : {}),
        }
      })
    if (dataPoints.length === 0) return null
    const data = {
      counter: { sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } },
      upDownCounter: { sum: { aggregationTemporality: 2, isMonotonic: false, dataPoints } },
      gauge: { gauge: { dataPoints } },
      histogram: { histogram: { aggregationTemporality: 2, dataPoints } },
    }[kind]
    return {
      resource: { attributes: toAttributes({ ...RESOURCE, ...resource }) },
      scopeMetrics: [{ scope: { name: 'seeds' }, metrics: [{ name, unit, ...data }] }],
    }
  }

  #toNanoseconds(time: number): string {
    return `${Math.round((this.#begun + time) * 1000)}000000`
  }
}

function toAttributes(record: Readonly<Record<string, string>> = {}): object[] {
  return Object.entries(record).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}
