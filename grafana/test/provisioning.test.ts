import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readRules } from '../../stack/rules/read-rules.ts'
import { describeMetrics, lintQuery } from '../src/lint-query.ts'
import { listSpanQueries, readDatasources } from '../src/provisioned-datasources.ts'
import { SCOPE } from '../src/scope.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const README = readFileSync(join(ROOT, 'grafana', 'README.md'), 'utf8')

describe('the provisioned data sources', () => {
  const datasources = readDatasources()
  const [prometheus, tempo, alertmanager] = datasources

  it('are Prometheus, Tempo and Alertmanager, at addresses that the README names', () => {
    expect(datasources.map(({ uid, type }) => [uid, type])).toEqual([
      ['prometheus', 'prometheus'],
      ['tempo', 'tempo'],
      ['alertmanager', 'alertmanager'],
    ])
    for (const { url } of [prometheus, tempo, alertmanager].filter((one) => one !== undefined))
      expect(README).toContain(`\`${url.slice(1)}\``)
  })

  it('lead from exemplars to traces, and from spans to metrics and the map of services', () => {
    expect(prometheus?.jsonData.exemplarTraceIdDestinations).toEqual(
      ['trace_id', 'traceID'].map((name) => ({ name, datasourceUid: 'tempo' })),
    )
    expect(tempo?.jsonData).toMatchObject({
      serviceMap: { datasourceUid: 'prometheus' },
      nodeGraph: { enabled: true },
      tracesToMetrics: { datasourceUid: 'prometheus' },
    })
  })

  it('ask for metrics that there are', () => {
    const known = describeMetrics(readRules(ROOT))
    const queries = listSpanQueries(SCOPE)
    expect(queries.length).toBeGreaterThan(3)
    expect(queries.flatMap((query) => lintQuery({ ...query, legend: '', isInstant: false }, known))).toEqual(
      [],
    )
  })
})
