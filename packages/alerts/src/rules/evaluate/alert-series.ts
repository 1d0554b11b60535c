import { type Labels, labelsKey } from '@cryo/promql'

import type { AlertingRule } from '../rule.ts'
import { mergeLabels } from './merge-labels.ts'

const ALERTS = 'ALERTS'
export const ALERTS_FOR_STATE = 'ALERTS_FOR_STATE'

/** A series that rules make, with the key of its labels. */
export interface RuleSeries {
  readonly key: string
  readonly labels: Labels
}

/** The series of one alert, made when they are asked for and kept: an alert has them at each evaluation. */
export class AlertSeries {
  readonly #rule: AlertingRule
  readonly #labels: Labels
  readonly #ofState = new Map<string, RuleSeries>()
  #since: RuleSeries | null = null

  constructor(rule: AlertingRule, labels: Labels) {
    this.#rule = rule
    this.#labels = labels
  }

  /** `ALERTS` */
  of(state: string): RuleSeries {
    let series = this.#ofState.get(state)
    if (series === undefined) {
      series = this.#create({ __name__: ALERTS, alertname: this.#rule.name, alertstate: state })
      this.#ofState.set(state, series)
    }
    return series
  }

  /** `ALERTS_FOR_STATE` */
  get since(): RuleSeries {
    this.#since ??= this.#create({ __name__: ALERTS_FOR_STATE, alertname: this.#rule.name })
    return this.#since
  }

  #create(last: Labels): RuleSeries {
    const labels = mergeLabels(this.#rule.labels, this.#labels, last)
    return { key: labelsKey(labels), labels }
  }
}
