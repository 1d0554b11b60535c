import type * as cog from '@grafana/grafana-foundation-sdk/cog'
import type { AnnotationQuery } from '@grafana/grafana-foundation-sdk/dashboard'
import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard'

import { PROMETHEUS } from './datasources.ts'
import { JOB_SCOPE, SCOPE } from './scope.ts'

interface Annotation {
  readonly name: string
  readonly color: string
  readonly expr: string
  readonly title: string
  readonly text: string
  /** Labels that become tags. */
  readonly tags: string
  /** The value is the time of the event, in milliseconds. */
  readonly isTime?: boolean
}

const VERSIONS = `group by (service_name,service_version) (cryo_heap_limit_bytes{${SCOPE}})`
/** A version that was there in the day before, and a service that was: one that starts is no deployment. */
const BEFORE = `last_over_time(cryo_heap_limit_bytes{${SCOPE}}[1d] offset 1m)`

const ANNOTATIONS: readonly Annotation[] = [
  {
    name: 'Deployments',
    color: 'purple',
    expr: `${VERSIONS} unless group by (service_name,service_version) (${BEFORE}) and on (service_name) group by (service_name) (${BEFORE})`,
    title: '{{service_name}} {{service_version}}',
    text: 'The first process of this version reports.',
    tags: 'service_name,service_version',
  },
  {
    name: 'Firing alerts',
    color: 'red',
    expr: 'group by (alertname,severity,service_name) (ALERTS{alertstate="firing",severity=~"critical|warning",service_name=~"$service|"})',
    title: '{{alertname}}',
    text: '{{severity}} {{service_name}}',
    tags: 'alertname,severity,service_name',
  },
  {
    name: 'Batch starts',
    color: 'blue',
    expr: `1000 * max by (service_name,cryo_job_name) (cryo_job_last_start_seconds{${JOB_SCOPE}} > 0)`,
    title: '{{cryo_job_name}} starts',
    text: '{{service_name}}',
    tags: 'service_name,cryo_job_name',
    isTime: true,
  },
  {
    name: 'Batch ends',
    color: 'green',
    expr: `1000 * max by (service_name,cryo_job_name) (cryo_job_last_end_seconds{${JOB_SCOPE}} > 0)`,
    title: '{{cryo_job_name}} ends',
    text: '{{service_name}}',
    tags: 'service_name,cryo_job_name',
    isTime: true,
  },
]

/** What is marked on every graph: deployments, firing alerts, and when batch jobs started and ended. */
export function buildAnnotations(): readonly cog.Builder<AnnotationQuery>[] {
  return ANNOTATIONS.map(({ name, color, expr, title, text, tags, isTime = false }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(PROMETHEUS)
      .enable(true)
      .hide(false)
      .iconColor(color)
      .expr(expr)
      .step('15s')
      .titleFormat(title)
      .textFormat(text)
      .tagKeys(tags)
      .useValueForTime(isTime),
  )
}
