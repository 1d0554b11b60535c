import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readRules } from '../../stack/rules/read-rules.ts'
import { lintDashboards } from '../src/lint-dashboards.ts'
import { describeMetrics, lintQuery } from '../src/lint-query.ts'
import { SCOPE } from '../src/scope.ts'
import { readDashboards, type ShippedDashboard, type ShippedPanel } from '../src/shipped-queries.ts'

const RULES = readRules(join(import.meta.dirname, '..', '..'))
const UIDS = [
  'cryo-batch-fleet',
  'cryo-batch-run',
  'cryo-database',
  'cryo-external-apis',
  'cryo-host-runtime',
  'cryo-overview',
  'cryo-pipeline-health',
  'cryo-service-map',
  'cryo-service-red',
  'cryo-slo',
]

describe('the dashboards', () => {
  const dashboards = readDashboards()

  it('that are shipped have what each needs', () => {
    expect(dashboards.map(({ uid }) => uid)).toEqual(UIDS)
    expect(lintDashboards(dashboards, RULES)).toEqual([])
  })

  it('are there for every alert that names one, with the variables that it sets', () => {
    const urls = RULES.filter(({ kind }) => kind === 'alert').map(
      ({ annotations }) => new URL(annotations['dashboard_url'] ?? ''),
    )
    expect(urls.length).toBeGreaterThan(30)
    for (const { pathname, searchParams } of urls) {
      const dashboard = dashboards.find(({ uid }) => `/d/${uid}` === pathname)
      const names = dashboard?.templating.list.map(({ name }) => `var-${name}`)
      expect(names, pathname).toEqual(expect.arrayContaining([...searchParams.keys()]))
    }
  })

  const [good] = dashboards as [ShippedDashboard]
  const [row, panel, other] = good.panels as [ShippedPanel, ShippedPanel, ShippedPanel]

  it.each<[string, Partial<ShippedDashboard>]>([
    ['no tag cryo', { tags: [] }],
    ['no description', { description: 'Dashboard' }],
    ['no variable instance', { templating: { list: good.templating.list.slice(0, 3) } }],
    ['no annotation Deployments', { annotations: { list: [] } }],
    ['links do not keep variables and time', { links: [{ includeVars: false, keepTime: true }] }],
    ['two panels have the id 1', { panels: [row, row] }],
    ['lies on', { panels: [panel, { ...other, gridPos: panel.gridPos! }] }],
    ['not in the grid', { panels: [{ ...panel, gridPos: { x: 20, y: 0, w: 8, h: 8 } }] }],
    ['no unit', { panels: [{ ...panel, fieldConfig: { defaults: {} } }] }],
    ['no title', { panels: [{ ...panel, title: '' }] }],
    ['no description that is a sentence', { panels: [{ ...panel, description: 'Requests' }] }],
    ['its data source is not the variable', { panels: [{ ...panel, datasource: { uid: 'prometheus' } }] }],
    [
      'two queries have the refId A',
      { panels: [{ ...panel, targets: [...panel.targets!, ...panel.targets!] }] },
    ],
    ['a query without refId', { panels: [{ ...panel, targets: [{ ...panel.targets![0], refId: '' }] }] }],
  ])('are refused: %s', (problem, change) => {
    expect(lintDashboards([{ ...good, ...change }], RULES).join('\n')).toContain(problem)
  })

  it('are refused where two have one uid', () => {
    expect(lintDashboards([good, good], RULES)).toContain(`two dashboards have the uid ${good.uid}`)
  })
})

describe('a query', () => {
  const known = describeMetrics(RULES)
  const problemsOf = (expr: string, legend = ''): readonly string[] =>
    lintQuery({ where: 'x', expr, legend, isInstant: false }, known)

  it('of the conventions, of a rule, of spans or of the stack is fine', () => {
    for (const expr of [
      `sum by (cryo_operation_name) (rate(cryo_operation_duration_seconds_count{${SCOPE}}[$__rate_interval]))`,
      'max(service:cryo_alert_threshold:max{service_name=~"$service",cryo_threshold_name="api_errors"})',
      `sum by (le) (rate(traces_span_metrics_duration_seconds_bucket{${SCOPE}}[$__rate_interval]))`,
      'sum by (exporter) (increase(otelcol_exporter_sent_spans_total[$__range]))',
    ])
      expect(problemsOf(expr)).toEqual([])
  })

  it.each([
    ['it does not parse at', 'sum(rate(up[1m])'],
    ['there is no variable sevrice', 'max(up{part=~"$sevrice"})'],
    ['unknown metric cryo_operations_active', 'sum(cryo_operations_active)'],
    ['unknown label cryo_operation_nme', `sum by (cryo_operation_nme) (cryo_operation_active{${SCOPE}})`],
    ['unknown label db_collection_name', `sum by (db_collection_name) (cryo_operation_active{${SCOPE}})`],
    [
      'unknown label htp_route',
      'max by (htp_route) (route:http_server_error_ratio:rate1h{service_name="a"})',
    ],
    ['unknown label exportr', 'max by (exportr) (otelcol_exporter_queue_size)'],
    ['cryo_operation_active is not chosen by service_name', 'sum(cryo_operation_active)'],
    ['cryo_operation_active is not aggregated', `cryo_operation_active{${SCOPE}}`],
    ['cryo_errors_total is a counter: take its rate', `sum(cryo_errors_total{${SCOPE}})`],
    ['cryo_errors_total is a counter: sum it', `max(rate(cryo_errors_total{${SCOPE}}[$__rate_interval]))`],
    ['a rate over 5m instead of $__rate_interval', `sum(rate(cryo_errors_total{${SCOPE}}[5m]))`],
  ])('is refused: %s', (problem, expr) => {
    expect(problemsOf(expr).join('\n')).toContain(`x: ${problem}`)
  })

  it('is refused where the name of a series has a label that the series lack', () => {
    expect(problemsOf(`sum by (cryo_signal) (cryo_hub_items_spooled{${SCOPE}})`, '{{cryo_sgnal}}')).toEqual([
      'x: its legend names cryo_sgnal, by which it does not group',
    ])
  })
})
