import { isOfTheStack, listApplicationLabels } from '../../stack/rules/known-metrics.ts'
import type { Rule } from '../../stack/rules/read-rules.ts'
import { findUsedNames } from '../../stack/rules/used-names.ts'
import { listSelectors, type Selector } from './list-selectors.ts'
import { substituteMacros } from './macros.ts'
import type { PromQuery } from './shipped-queries.ts'

/** Variables that choose among the telemetry of applications. */
const SCOPED = ['deployment_environment_name', 'service_name', 'service_instance_id']
/** Of spans the collector makes metrics that have the labels of the process. */
const OF_SPANS = /^traces_span_metrics_/
const COUNTERS = /_(?:total|bucket|sum|count)$/
/** Called so by the semantic conventions, and a number of now. */
const NO_COUNTERS = new Set(['db_client_connection_count'])
const OF_COUNTERS = new Set(['rate', 'increase'])

/** Labels that the parts of the stack, and alerts, have and that the dashboards use. */
const STACK_LABELS: readonly string[] = [
  ...SCOPED,
  // Of Prometheus, Alertmanager and the collector.
  ...'__name__ job part type state integration rule_group exporter receiver sampled'.split(' '),
  // Of what the collector makes of spans.
  ...'client server span_kind span_name status_code le http_request_method http_route db_collection_name'.split(
    ' ',
  ),
  // Of alerts.
  ...'alertname alertstate severity http_request_method http_route'.split(' '),
]

/** What is known of metrics. */
export interface KnownMetrics {
  readonly application: ReadonlyMap<string, ReadonlySet<string>>
  /** What recording rules make, with the labels that they name. */
  readonly recorded: ReadonlyMap<string, ReadonlySet<string>>
}

/** What the conventions and the recording rules say of metrics. */
export function describeMetrics(rules: readonly Rule[]): KnownMetrics {
  const recorded = rules
    .filter(({ kind }) => kind === 'record')
    .map(({ name, expression }) => [name, findUsedNames(expression).labels] as const)
  // A rule over another one has the labels of that one.
  const all = new Set(recorded.flatMap(([, labels]) => [...labels]))
  return {
    application: listApplicationLabels(),
    recorded: new Map(recorded.map(([name]) => [name, all] as const)),
  }
}

/** Says what is wrong with a query, a sentence each, with where it stands. */
export function lintQuery({ where, expr, legend }: PromQuery, known: KnownMetrics): readonly string[] {
  return [...lintExpression(expr, legend, known)].map((problem) => `${where}: ${problem}`)
}

function* lintExpression(expr: string, legend: string, known: KnownMetrics): Generator<string> {
  let text: string
  try {
    text = substituteMacros(expr)
  } catch (error) {
    yield error instanceof Error ? error.message : String(error)
    return
  }
  const { error, labels } = findUsedNames(text)
  if (error !== null) {
    yield error
    return
  }
  const selectors = listSelectors(text)
  const allowed = labelsOf(selectors, known)
  for (const label of labels) if (!allowed.has(label)) yield `unknown label ${label}`
  for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g))
    if (!labels.has(label)) yield `its legend names ${label}, by which it does not group`
  for (const selector of selectors) yield* lintSelector(selector, known)
  for (const [, range = ''] of expr.matchAll(/\brate\([^[]*\[([^\]]*)\]/g))
    if (range !== '$__rate_interval') yield `a rate over ${range} instead of $__rate_interval`
}

function* lintSelector(selector: Selector, { application, recorded }: KnownMetrics): Generator<string> {
  const { metric, labels, over, aggregation } = selector
  if (metric === null) return
  const isOurs = application.has(metric) || OF_SPANS.test(metric)
  if (!isOurs && !recorded.has(metric) && !isOfTheStack(metric)) yield `unknown metric ${metric}`
  const scope = isOurs ? SCOPED : recorded.has(metric) ? ['service_name'] : []
  for (const label of scope.filter((one) => !labels.includes(one)))
    yield `${metric} is not chosen by ${label}`
  if (aggregation === null) yield `${metric} is not aggregated`
  if (!COUNTERS.test(metric) || NO_COUNTERS.has(metric) || recorded.has(metric)) return
  if (over === null || !OF_COUNTERS.has(over)) yield `${metric} is a counter: take its rate or increase`
  else if (aggregation !== null && aggregation !== 'sum')
    yield `${metric} is a counter: sum it, not ${aggregation}`
}

/** Labels that may be named in an expression over these series. */
function labelsOf(
  selectors: readonly Selector[],
  { application, recorded }: KnownMetrics,
): ReadonlySet<string> {
  const labels = new Set<string>()
  for (const { metric } of selectors) {
    const own = metric === null ? undefined : (application.get(metric) ?? recorded.get(metric))
    for (const label of own ?? STACK_LABELS) labels.add(label)
    // Series chosen by their name may be any of ours.
    if (metric === null)
      for (const names of application.values()) for (const label of names) labels.add(label)
  }
  return labels
}
