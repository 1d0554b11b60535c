import {
  APP_RULE_GROUPS,
  describeProblem,
  loadRules,
  RuleEvaluator,
  type RuleGroup,
} from '@cryo/alerts/rules'
import type { SeriesHistory } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import type { HubAlerts } from '../alerts/hub-alerts.ts'
import { readRuleFiles } from './read-rule-files.ts'

/** Problems that are said in full: more are one mistake, made often, and a minute has five lines. */
const MAX_SAID = 3
/** Rules of which it is said that they fail; there are a hundred times more than anybody has. */
const MAX_FAILING = 10_000

/** What one query of a rule may cost: as much as one of a person. */
const LIMITS = { maxSamples: 2_000_000, timeoutMs: 10_000 } as const

/** What {@link OwnedRules} works with. */
export interface OwnedRulesOptions {
  readonly configuration: HubConfiguration
  /** Where rules find series and record them; `null` unless this hub is the owner of its folder. */
  readonly series: () => SeriesHistory | null
  readonly alerts: Pick<HubAlerts, 'takeActive'>
  /** Time between two evaluations of groups that do not say. */
  readonly intervalMs: number
}

/** The rules while this hub is the owner of its folder: the shipped ones, and the user's own. */
export class OwnedRules {
  readonly #options: OwnedRulesOptions
  #configuration: Pick<HubConfiguration, 'rules' | 'alertmanager'>
  #evaluator: RuleEvaluator | null = null
  /** That of the evaluator. */
  #series: SeriesHistory | null = null
  /** Rules of which was said that they fail. */
  readonly #failing = new Set<string>()

  constructor(options: OwnedRulesOptions) {
    this.#options = options
    this.#configuration = options.configuration
  }

  /** `null` until there is a history. */
  get evaluator(): RuleEvaluator | null {
    return this.#evaluator
  }

  /** Takes changed rules. */
  configure(configuration: HubConfiguration): void {
    const before = this.#configuration
    this.#configuration = configuration
    const isSame = JSON.stringify(before.rules) === JSON.stringify(configuration.rules)
    if (!isSame) this.#evaluator?.replace(loadGroups(configuration.rules))
  }

  /** Evaluates what is due; to be called once the samples of that time are recorded. */
  async evaluate(timeMs: number): Promise<void> {
    const series = this.#options.series()
    if (series !== this.#series) {
      this.#series = series
      this.#evaluator = series === null ? null : this.#create(series)
    }
    const evaluator = this.#evaluator
    if (evaluator === null || !(await evaluator.evaluate(timeMs)) || this.#evaluator !== evaluator) return
    this.#sayFailing(evaluator)
    const evaluated = evaluator.evaluatedNames()
    const names = evaluator.groups.flatMap(({ rules }) =>
      rules.flatMap(({ alerts, rule }) => (alerts === null ? [] : [rule.name])),
    )
    const failed = new Set(names.filter((name) => !evaluated.has(name)))
    this.#options.alerts.takeActive(evaluator.active(), { evaluated, failed })
  }

  /** Says once of each rule that it fails: of its alerts nobody would hear. */
  #sayFailing({ groups }: RuleEvaluator): void {
    for (const { group, rules } of groups) {
      for (const { rule, health, lastError } of rules) {
        const { file, name } = group
        const key = JSON.stringify([file, name, rule.name, rule.line])
        if (health !== 'err' || this.#failing.has(key) || this.#failing.size >= MAX_FAILING) continue
        const problem = {
          file,
          line: rule.line,
          group: name,
          rule: rule.name,
          reason: lastError,
          isKept: true,
        }
        // Where no line is left in this minute it is said in a later one.
        if (writeLogLine(`rules: ${describeProblem(problem)}`)) this.#failing.add(key)
      }
    }
  }

  #create(series: SeriesHistory): RuleEvaluator {
    return new RuleEvaluator({
      groups: loadGroups(this.#configuration.rules),
      source: {
        select: (matchers, startMs, endMs) => this.#use(series).select(matchers, startMs, endMs),
        release: (data) => series.release(data),
      },
      record: (labels, timestampMs, value) => {
        const handle = this.#use(series).open(labels)
        if (handle === null) return
        if (value === null) series.appendStale(handle, timestampMs)
        else series.append(handle, timestampMs, value)
      },
      externalLabels: this.#configuration.alertmanager.externalLabels,
      intervalMs: this.#options.intervalMs,
      limits: LIMITS,
    })
  }

  /** @throws Error where it is closed: rules that are evaluated at that moment have failed. */
  #use(series: SeriesHistory): SeriesHistory {
    if (series !== this.#options.series()) throw new Error('the history is closed')
    return series
  }
}

/** Loads the shipped rules and those of the user, and says what is wrong with them. */
function loadGroups(paths: readonly string[]): readonly RuleGroup[] {
  const own = readRuleFiles(paths)
  const { groups, problems } = loadRules(own.files, APP_RULE_GROUPS)
  const sentences = [...own.problems, ...problems.map((problem) => `rules: ${describeProblem(problem)}`)]
  for (const sentence of sentences.slice(0, MAX_SAID)) writeLogLine(sentence)
  if (sentences.length > MAX_SAID)
    writeLogLine(
      `rules: ${sentences.length - MAX_SAID} more problems; promtool check rules names all of a file`,
    )
  return [...APP_RULE_GROUPS, ...groups]
}
