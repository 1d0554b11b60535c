import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { JOB_STATES, jobState, keepServicesOfJobs, ofJob, timeOfJob } from '../jobs.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { timeSeries } from '../panels/time-series.ts'
import { traceTable } from '../panels/traces.ts'
import { rateBy, shareOf } from '../promql.ts'
import { JOB_SCOPE, SCOPE } from '../scope.ts'

const JOB = ',cryo_job_name=~"$job"'
const NAME = '{{cryo_job_name}}'
const ITEMS = `cryo_progress_items_total{${JOB_SCOPE}${JOB}}`
const FAILED_ITEMS = `cryo_progress_items_total{cryo_outcome="failure",${JOB_SCOPE}${JOB}}`
const DONE = ofJob('cryo_progress_items_done', JOB)
const EXPECTED = ofJob('cryo_progress_items_expected', JOB)
const ETA_P50 = ofJob('cryo_progress_eta_seconds', `,cryo_quantile="0.5"${JOB}`)
const ETA_P90 = ofJob('cryo_progress_eta_seconds', `,cryo_quantile="0.9"${JOB}`)
const DEADLINE = `max by (service_name,cryo_job_name) (cryo_progress_deadline_seconds{${JOB_SCOPE}${JOB}} > 0)`

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'State',
      description: 'What the job does now.',
      unit: 'short',
      width: 4,
      isPlain: true,
      mappings: JOB_STATES,
      queries: [{ expr: jobState(JOB), legend: NAME }],
    }),
    stat({
      title: 'Progress',
      description: 'Share of the items that are done, those of an earlier run that it resumed included.',
      unit: 'percentunit',
      width: 4,
      noValue: 'not at work',
      queries: [{ expr: `${DONE} / ${EXPECTED}`, legend: NAME }],
    }),
    stat({
      title: 'Items in a second',
      description: 'Items of this run in a second, over the last stretch.',
      unit: 'cps',
      width: 4,
      noValue: 'not at work',
      queries: [{ expr: ofJob('cryo_progress_rate_per_second', JOB), legend: NAME }],
    }),
    stat({
      title: 'Left (P50, P90)',
      description:
        'Forecast of the time until it ends, which half of the runs keep, and which nine in ten keep.',
      unit: 's',
      width: 4,
      noValue: 'not at work',
      queries: [
        { expr: ETA_P50, legend: 'P50' },
        { expr: ETA_P90, legend: 'P90' },
      ],
    }),
    stat({
      title: 'Left until the deadline',
      description: 'How long it is until the job has to be done; below zero it is missed.',
      unit: 's',
      width: 4,
      noValue: 'no deadline',
      limits: { warning: 600, critical: 0, isLowBad: true },
      queries: [{ expr: `${DEADLINE} - time()`, legend: NAME }],
    }),
    stat({
      title: 'Last success',
      description: 'When the job last completed.',
      unit: 'dateTimeFromNow',
      width: 4,
      isPlain: true,
      noValue: 'never',
      queries: [{ expr: `1000 * ${timeOfJob('cryo_job_last_success_seconds', JOB)}`, legend: NAME }],
    }),
  ],
}

const progress: Row = {
  title: 'Progress',
  panels: [
    timeSeries({
      title: 'Items done',
      description: 'Items that are done; the dashed line is how many there are in all.',
      unit: 'short',
      width: 12,
      queries: [
        { expr: DONE, legend: NAME },
        { expr: EXPECTED, legend: `${NAME} in all`, look: 'before' },
      ],
    }),
    timeSeries({
      title: 'Forecast against the deadline',
      description:
        'Time until the job is done as forecast, and until it has to be done, dashed. Where P90 is above it, BatchEtaBeyondDeadline fires.',
      unit: 's',
      width: 12,
      queries: [
        { expr: ETA_P50, legend: `${NAME} P50` },
        { expr: ETA_P90, legend: `${NAME} P90` },
        { expr: `${DEADLINE} - time()`, legend: `${NAME} deadline`, look: 'threshold' },
      ],
    }),
    stateTimeline({
      title: 'States',
      description: 'The state of the job over time.',
      unit: 'short',
      width: 24,
      height: 5,
      mappings: JOB_STATES,
      queries: [{ expr: jobState(JOB), legend: NAME }],
    }),
  ],
}

const rate: Row = {
  title: 'Rate, errors, stalls',
  panels: [
    timeSeries({
      title: 'Items, and an hour ago',
      description:
        'Items that are processed in a second, by how they came out; the dashed line is an hour ago.',
      unit: 'cps',
      width: 8,
      queries: [
        { expr: rateBy('cryo_job_name,cryo_outcome', ITEMS), legend: `${NAME} ({{cryo_outcome}})` },
        {
          expr: `sum(rate(${ITEMS}[$__rate_interval] offset 1h))`,
          legend: 'all, an hour ago',
          look: 'before',
        },
      ],
    }),
    timeSeries({
      title: 'Items that fail',
      description: 'Share of the items that fail; the line is where BatchItemFailureRatio fires.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.05 },
      queries: [
        {
          expr: shareOf(rateBy('cryo_job_name', FAILED_ITEMS), rateBy('cryo_job_name', ITEMS)),
          legend: NAME,
        },
      ],
    }),
    timeSeries({
      title: 'Since the last progress',
      description: 'How long nothing has moved; at the dashed line the job counts as stalled.',
      unit: 's',
      width: 8,
      queries: [
        { expr: `time() - ${ofJob('cryo_progress_last_update_seconds', JOB)}`, legend: NAME },
        {
          expr: `${ofJob('cryo_progress_stall_at_seconds', JOB)} - ${ofJob('cryo_progress_last_update_seconds', JOB)}`,
          legend: `${NAME} stalls`,
          look: 'threshold',
        },
      ],
    }),
    timeSeries({
      title: 'Failed and resumed items',
      description: 'Items of the current run that failed, and those that a checkpoint brought into it.',
      unit: 'short',
      width: 8,
      queries: [
        { expr: ofJob('cryo_progress_items_failed', JOB), legend: `${NAME} failed` },
        { expr: ofJob('cryo_progress_items_resumed', JOB), legend: `${NAME} resumed` },
      ],
    }),
    timeSeries({
      title: 'Time between updates',
      description: 'Usual time between two updates of the job. One that grows: its steps become slower.',
      unit: 's',
      width: 8,
      queries: [{ expr: ofJob('cryo_progress_update_interval_seconds', JOB), legend: NAME }],
    }),
    timeSeries({
      title: 'Duration of runs',
      description: 'How long the runs that ended in the hour before took on average.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `sum by (cryo_job_name,cryo_outcome) (increase(cryo_job_duration_seconds_sum{${JOB_SCOPE}${JOB}}[1h])) / sum by (cryo_job_name,cryo_outcome) (increase(cryo_job_duration_seconds_count{${JOB_SCOPE}${JOB}}[1h]))`,
          legend: `${NAME} ({{cryo_outcome}})`,
        },
      ],
    }),
  ],
}

const OF_THE_JOB = keepServicesOfJobs(JOB)

const process: Row = {
  title: 'Its processes',
  panels: [
    timeSeries({
      title: 'Memory',
      description: 'Memory of the processes of the services that run the job.',
      unit: 'bytes',
      width: 8,
      queries: [
        {
          expr: `max by (service_name) (process_memory_usage{${SCOPE}}) ${OF_THE_JOB}`,
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Event loop',
      description: 'Share of time that the event loop was busy. A job that computes is at 100 %.',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [
        {
          expr: `max by (service_name) (nodejs_eventloop_utilization_ratio{${SCOPE}}) ${OF_THE_JOB}`,
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Its operations (p95)',
      description:
        'One call in twenty of each operation of the services that run the job takes longer than this.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le,service_name,cryo_operation_name) (rate(cryo_operation_duration_seconds_bucket{${SCOPE}}[$__rate_interval]))) ${OF_THE_JOB}`,
          legend: '{{cryo_operation_name}}',
        },
      ],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single runs',
  panels: [
    heatmap({
      title: 'Its steps, each dot a trace',
      description:
        'How the durations of the spans of the services that run the job are spread. A click on a dot opens its trace.',
      unit: 's',
      width: 12,
      expr: `sum by (le) (rate(traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_INTERNAL",${SCOPE}}[$__rate_interval]) ${OF_THE_JOB})`,
    }),
    traceTable({
      title: 'Runs',
      description:
        'The newest runs of the job. A click opens the trace with its stretches of progress; a run that was resumed links to the one before.',
      unit: 'ms',
      width: 12,
      noValue: 'None in this time.',
      query: '{ span.cryo.job.name =~ "$job" && span.cryo.run.record = "run" }',
    }),
  ],
}

/** One batch job. */
export const batchRun: Dashboard = defineDashboard({
  uid: 'cryo-batch-run',
  title: 'Cryo: batch run',
  description: 'One batch job: how far it is, when it will be done, what slows it down.',
  variables: [
    {
      name: 'job',
      label: 'Job',
      description: 'Which job: cryo.job.name.',
      selector: `cryo_job_last_start_seconds{${JOB_SCOPE}}`,
      of: 'cryo_job_name',
    },
  ],
  rows: [now, progress, rate, process, exemplars],
})
