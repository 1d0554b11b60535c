import type { Rule } from '../../stack/rules/read-rules.ts'
import { COLUMNS, TAG } from './dashboard.ts'
import { PROMETHEUS, TEMPO } from './datasources.ts'
import { describeMetrics, lintQuery } from './lint-query.ts'
import { ALL } from './macros.ts'
import { listPromQueries, type ShippedDashboard, type ShippedPanel } from './shipped-queries.ts'

const VARIABLES = ['datasource', 'environment', 'service', 'instance']
const ANNOTATIONS = ['Deployments', 'Firing alerts', 'Batch starts', 'Batch ends']
const SENTENCE = /[.!?]$/

/** Says what is wrong with dashboards, a sentence each, with dashboard and panel. */
export function lintDashboards(
  dashboards: readonly ShippedDashboard[],
  rules: readonly Rule[],
): readonly string[] {
  const known = describeMetrics(rules)
  return [
    ...findRepeated(dashboards.map(({ uid }) => uid)).map((uid) => `two dashboards have the uid ${uid}`),
    ...dashboards.flatMap((dashboard) => [
      ...lintDashboard(dashboard),
      ...lintLinks(
        dashboard,
        dashboards.map(({ uid }) => uid),
      ),
      ...listPromQueries(dashboard).flatMap((query) => lintQuery(query, known)),
    ]),
  ]
}

function lintDashboard(dashboard: ShippedDashboard): readonly string[] {
  const { uid, title, description = '', tags, panels, templating, annotations, links } = dashboard
  const names = templating.list.map(({ name }) => name)
  const problems = [
    ...(title === '' ? ['no title'] : []),
    ...(SENTENCE.test(description) ? [] : ['no description']),
    ...(tags.includes(TAG) ? [] : [`no tag ${TAG}`]),
    ...VARIABLES.filter((name) => !names.includes(name)).map((name) => `no variable ${name}`),
    ...templating.list
      .filter(({ label = '', description: says = '' }) => label === '' || says === '')
      .map(({ name }) => `variable ${name} has no label or no description`),
    ...names
      .filter((name) => !(name in ALL.variables) && name !== 'datasource' && name !== 'traces')
      .map((name) => `variable ${name} has no value to test with`),
    ...ANNOTATIONS.filter((name) => !annotations.list.some((one) => one.name === name)).map(
      (name) => `no annotation ${name}`,
    ),
    ...(links.length > 0 && links.every(({ includeVars, keepTime }) => includeVars && keepTime)
      ? []
      : ['links do not keep variables and time']),
    ...findRepeated(panels.map(({ id }) => id)).map((id) => `two panels have the id ${id}`),
    ...findRepeated(panels.filter(isGraph).map(({ title: text }) => text)).map(
      (text) => `two panels are called ${text}`,
    ),
    ...findOverlaps(panels),
    ...panels.flatMap((panel) =>
      lintPanel(panel).map((problem) => `${panel.title ?? panel.id ?? '?'}: ${problem}`),
    ),
  ]
  return problems.map((problem) => `${uid}: ${problem}`)
}

/** Links in cells, wherever they stand. */
function lintLinks(dashboard: ShippedDashboard, uids: readonly string[]): readonly string[] {
  const links = JSON.stringify(dashboard).matchAll(/\/d\/([\w-]+)\?([^"]*)/g)
  return [...links].flatMap(([, uid = '', query = '']) => [
    ...(uids.includes(uid) ? [] : [`${dashboard.uid}: a link leads to ${uid}, which is not there`]),
    ...['${datasource:queryparam}', '${environment:queryparam}', '${__url_time_range}']
      .filter((part) => !query.includes(part))
      .map((part) => `${dashboard.uid}: the link to ${uid} does not keep ${part}`),
  ])
}

function isGraph({ type }: ShippedPanel): boolean {
  return type !== 'row'
}

function lintPanel(panel: ShippedPanel): readonly string[] {
  const { type, id, title = '', description = '', datasource, targets = [], fieldConfig } = panel
  const always = [...(id === undefined || id < 1 ? ['no id'] : []), ...(title === '' ? ['no title'] : [])]
  if (type === 'row') return always
  const refIds = targets.map(({ refId }) => refId)
  return [
    ...always,
    ...(SENTENCE.test(description) ? [] : ['no description that is a sentence']),
    ...(fieldConfig?.defaults.unit === undefined ? ['no unit'] : []),
    ...(fieldConfig?.defaults.thresholds === undefined ? ['no thresholds: Grafana would paint 80 red'] : []),
    ...(isVariable(datasource) ? [] : ['its data source is not the variable']),
    ...(targets.length === 0 ? ['no query'] : []),
    ...(targets.every(({ datasource: one }) => isVariable(one) && one?.uid === datasource?.uid)
      ? []
      : ['the data source of a query is not that of the panel']),
    ...(refIds.includes(undefined) || refIds.includes('') ? ['a query without refId'] : []),
    ...findRepeated(refIds).map((refId) => `two queries have the refId ${refId}`),
    ...targets
      .filter(({ expr, query, queryType }) => (expr ?? query ?? queryType ?? '') === '')
      .map(() => 'an empty query'),
  ]
}

function isVariable(datasource: ShippedPanel['datasource']): boolean {
  return [PROMETHEUS, TEMPO].some(({ type, uid }) => datasource?.type === type && datasource?.uid === uid)
}

function findRepeated<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]
}

/** Panels that lie on one another, or beside the grid. */
function findOverlaps(panels: readonly ShippedPanel[]): readonly string[] {
  const problems: string[] = []
  const taken = new Map<string, string>()
  for (const { title = '', gridPos } of panels) {
    if (gridPos === undefined || gridPos.x + gridPos.w > COLUMNS) problems.push(`${title}: not in the grid`)
    const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 }
    const cells = Array.from(
      { length: w * h },
      (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`,
    )
    const below = new Set(cells.map((cell) => taken.get(cell)).filter((other) => other !== undefined))
    for (const other of below) problems.push(`${title}: lies on ${other}`)
    for (const cell of cells) taken.set(cell, title)
  }
  return problems
}
