import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { JOB_STATES, jobState, keepServicesOfJobs, ofJob, timeOfJob } from '../jobs.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy, shareOf } from '../promql.ts'
import { JOB_SCOPE, SCOPE } from '../scope.ts'

const JOB = 'service_name,cryo_job_name'
const ITEMS = `cryo_progress_items_total{${JOB_SCOPE}}`
const FAILED_ITEMS = `cryo_progress_items_total{cryo_outcome="failure",${JOB_SCOPE}}`

const now: Row = {
  title: 'Now',
  panels: [
    ...(['running', 'stalled', 'failed', 'interrupted'] as const).map((state) =>
      stat({
        title: { running: 'At work', stalled: 'Stalled', failed: 'Failed', interrupted: 'Interrupted' }[
          state
        ],
        description: {
          running: 'Jobs that run now.',
          stalled:
            'Jobs that run and have made no progress for ten times their usual interval. BatchStalled fires for each.',
          failed: 'Jobs whose last run failed. BatchFailed fires for each.',
          interrupted:
            'Jobs whose process has died before they came to their end. The next run goes on at the checkpoint.',
        }[state],
        unit: 'short',
        width: 4,
        ...(state === 'running' ? {} : { limits: { critical: 1 } }),
        queries: [
          {
            expr: `count(max by (${JOB}) (cryo_job_state{cryo_job_state="${state}",${JOB_SCOPE}}) == 1) or vector(0)`,
            legend: state,
          },
        ],
      }),
    ),
    stat({
      title: 'Items',
      description: 'Items that all jobs together process in a second.',
      unit: 'cps',
      width: 4,
      queries: [{ expr: `sum(rate(${ITEMS}[$__rate_interval]))`, legend: 'items' }],
    }),
    stat({
      title: 'Next deadline',
      description:
        'How long it is until the first of the jobs at work has to be done; below zero it is missed.',
      unit: 's',
      width: 4,
      isPlain: true,
      noValue: 'none',
      limits: { warning: 600, critical: 0, isLowBad: true },
      queries: [{ expr: `min(cryo_progress_deadline_seconds{${JOB_SCOPE}} > 0) - time()`, legend: 'left' }],
    }),
  ],
}

const jobs: Row = {
  title: 'Jobs',
  panels: [
    table({
      title: 'All jobs',
      description:
        'Every job of the last two days. What has no value is not known now: only a job at work has a rate and a forecast. A click on the name opens its run.',
      unit: 'short',
      width: 24,
      height: 10,
      noValue: '–',
      keys: [
        {
          label: 'cryo_job_name',
          title: 'Job',
          link: {
            title: 'This job',
            url: '/d/cryo-batch-run?var-job=${__value.raw}&${datasource:queryparam}&${environment:queryparam}&${__url_time_range}',
          },
        },
        { label: 'service_name', title: 'Service' },
      ],
      columns: [
        { title: 'State', unit: 'short', mappings: JOB_STATES, expr: jobState() },
        { title: 'Done', unit: 'short', expr: ofJob('cryo_progress_items_done') },
        { title: 'Expected', unit: 'short', expr: ofJob('cryo_progress_items_expected') },
        {
          title: 'Progress',
          unit: 'percentunit',
          barUpTo: 1,
          expr: `${ofJob('cryo_progress_items_done')} / ${ofJob('cryo_progress_items_expected')}`,
        },
        { title: 'Items in a second', unit: 'cps', expr: ofJob('cryo_progress_rate_per_second') },
        { title: 'Left (P50)', unit: 's', expr: ofJob('cryo_progress_eta_seconds', ',cryo_quantile="0.5"') },
        { title: 'Left (P90)', unit: 's', expr: ofJob('cryo_progress_eta_seconds', ',cryo_quantile="0.9"') },
        {
          title: 'Last success',
          unit: 'dateTimeFromNow',
          expr: `1000 * ${timeOfJob('cryo_job_last_success_seconds')}`,
        },
        {
          title: 'Last failure',
          unit: 'dateTimeFromNow',
          expr: `1000 * ${timeOfJob('cryo_job_last_failure_seconds')}`,
        },
      ],
    }),
    stateTimeline({
      title: 'States',
      description: 'The state of each job over time.',
      unit: 'short',
      width: 24,
      height: 6,
      mappings: JOB_STATES,
      queries: [{ expr: jobState(), legend: '{{service_name}}: {{cryo_job_name}}' }],
    }),
  ],
}

const work: Row = {
  title: 'Rate, errors, duration',
  panels: [
    timeSeries({
      title: 'Items by job',
      description: 'Items that each job processes in a second.',
      unit: 'cps',
      width: 8,
      queries: [{ expr: rateBy('cryo_job_name', ITEMS), legend: '{{cryo_job_name}}' }],
    }),
    timeSeries({
      title: 'Items that fail',
      description: 'Share of the items of each job that fail; the line is where BatchItemFailureRatio fires.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.05 },
      queries: [
        {
          expr: shareOf(rateBy('cryo_job_name', FAILED_ITEMS), rateBy('cryo_job_name', ITEMS)),
          legend: '{{cryo_job_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Duration of runs',
      description: 'How long the runs that ended in the last hour took on average.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `sum by (cryo_job_name,cryo_outcome) (increase(cryo_job_duration_seconds_sum{${JOB_SCOPE}}[1h])) / sum by (cryo_job_name,cryo_outcome) (increase(cryo_job_duration_seconds_count{${JOB_SCOPE}}[1h]))`,
          legend: '{{cryo_job_name}} ({{cryo_outcome}})',
        },
      ],
    }),
    timeSeries({
      title: 'Left to do (P90)',
      description: 'Forecast of the time until each job ends, which nine in ten runs keep.',
      unit: 's',
      width: 8,
      queries: [
        { expr: ofJob('cryo_progress_eta_seconds', ',cryo_quantile="0.9"'), legend: '{{cryo_job_name}}' },
      ],
    }),
    timeSeries({
      title: 'Since the last success',
      description:
        'How long ago each job last completed. BatchNoRecentSuccess fires after two of its periods.',
      unit: 's',
      width: 8,
      queries: [
        { expr: `time() - ${timeOfJob('cryo_job_last_success_seconds')}`, legend: '{{cryo_job_name}}' },
      ],
    }),
    timeSeries({
      title: 'Runs by outcome',
      description: 'Runs that ended in the hour before.',
      unit: 'short',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: `sum by (cryo_job_name,cryo_outcome) (increase(cryo_job_duration_seconds_count{${JOB_SCOPE}}[1h]))`,
          legend: '{{cryo_job_name}} ({{cryo_outcome}})',
        },
      ],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single runs and limits',
  panels: [
    heatmap({
      title: 'Steps of runs, each dot a trace',
      description:
        'How the durations of the spans of services with jobs are spread, from an operation to a whole run. A click on a dot opens its trace.',
      unit: 's',
      width: 12,
      expr: `sum by (le) (rate(traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_INTERNAL",${SCOPE}}[$__rate_interval]) ${keepServicesOfJobs()})`,
    }),
    timeSeries({
      title: 'Jobs that are not followed',
      description:
        'Jobs, runs and processes of jobs that the hub does not follow, as there are too many: names of jobs must not contain ids.',
      unit: 'short',
      width: 12,
      height: 9,
      limits: { critical: 1 },
      queries: [
        {
          expr: `sum by (cryo_job_refusal) (increase(cryo_hub_jobs_refused_total{${SCOPE}}[$__rate_interval]))`,
          legend: '{{cryo_job_refusal}}',
        },
      ],
    }),
  ],
}

/** All batch jobs. */
export const batchFleet: Dashboard = defineDashboard({
  uid: 'cryo-batch-fleet',
  title: 'Cryo: batch jobs',
  description: 'All batch jobs: what they do now, how far they are, when they last succeeded.',
  from: 'now-6h',
  rows: [now, jobs, work, exemplars],
})
