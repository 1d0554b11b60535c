import * as attr from './attributes.ts'
import { JOB_DURATION_BOUNDARIES } from './boundaries.ts'
import type { MetricDefinition } from './metric-definition.ts'

export const METRIC_PROGRESS_ITEMS: MetricDefinition = {
  name: 'cryo.progress.items',
  kind: 'counter',
  unit: '{item}',
  description:
    'Items that this run of the job processed; those of an earlier run that it resumed do not count.',
  attributes: [attr.ATTR_JOB_NAME, attr.ATTR_OUTCOME],
}
export const METRIC_PROGRESS_ITEMS_DONE: MetricDefinition = {
  name: 'cryo.progress.items.done',
  kind: 'gauge',
  unit: '{item}',
  description: 'Items done, those of an earlier run that it resumed included.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_ITEMS_EXPECTED: MetricDefinition = {
  name: 'cryo.progress.items.expected',
  kind: 'gauge',
  unit: '{item}',
  description: 'Items that the job has in all.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_ITEMS_FAILED: MetricDefinition = {
  name: 'cryo.progress.items.failed',
  kind: 'gauge',
  unit: '{item}',
  description: 'Items of the current run that failed.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_ITEMS_RESUMED: MetricDefinition = {
  name: 'cryo.progress.items.resumed',
  kind: 'gauge',
  unit: '{item}',
  description: 'Items that a checkpoint brought into the current run.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_RATE: MetricDefinition = {
  name: 'cryo.progress.rate',
  kind: 'gauge',
  unit: '{item}/s',
  description: 'Items of this run a second, over the last stretch.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_ETA: MetricDefinition = {
  name: 'cryo.progress.eta',
  kind: 'gauge',
  unit: 's',
  description: 'Forecast of the time until the job ends, at the median and at the 90th percentile.',
  attributes: [attr.ATTR_JOB_NAME, attr.ATTR_QUANTILE],
}
export const METRIC_PROGRESS_LAST_UPDATE: MetricDefinition = {
  name: 'cryo.progress.last_update',
  kind: 'gauge',
  unit: 's',
  description: 'When the job last made progress, in Unix time.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_DEADLINE: MetricDefinition = {
  name: 'cryo.progress.deadline',
  kind: 'gauge',
  unit: 's',
  description: 'When the job has to be done, in Unix time.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_UPDATE_INTERVAL: MetricDefinition = {
  name: 'cryo.progress.update_interval',
  kind: 'gauge',
  unit: 's',
  description: 'Usual time between two updates of the job.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_PROGRESS_STALL_AT: MetricDefinition = {
  name: 'cryo.progress.stall_at',
  kind: 'gauge',
  unit: 's',
  description: 'When the job counts as stalled unless it makes progress, in Unix time.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_EXPECTED_INTERVAL: MetricDefinition = {
  name: 'cryo.job.expected_interval',
  kind: 'gauge',
  unit: 's',
  description: 'Longest time between two starts of the job before one counts as missed.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_LAST_START: MetricDefinition = {
  name: 'cryo.job.last_start',
  kind: 'gauge',
  unit: 's',
  description: 'When the job last started, in Unix time; 0 until known.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_LAST_END: MetricDefinition = {
  name: 'cryo.job.last_end',
  kind: 'gauge',
  unit: 's',
  description: 'When the job last ended, in Unix time; 0 until known.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_LAST_SUCCESS: MetricDefinition = {
  name: 'cryo.job.last_success',
  kind: 'gauge',
  unit: 's',
  description: 'When the job last completed, in Unix time; 0 until known.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_LAST_FAILURE: MetricDefinition = {
  name: 'cryo.job.last_failure',
  kind: 'gauge',
  unit: 's',
  description: 'When the job last failed, in Unix time; 0 until known.',
  attributes: [attr.ATTR_JOB_NAME],
}
export const METRIC_JOB_STATE: MetricDefinition = {
  name: 'cryo.job.state',
  kind: 'gauge',
  unit: '{state}',
  description: '1 for the state that the job is in, 0 for the others.',
  attributes: [attr.ATTR_JOB_NAME, attr.ATTR_JOB_STATE],
}
export const METRIC_JOB_DURATION: MetricDefinition = {
  name: 'cryo.job.duration',
  kind: 'histogram',
  unit: 's',
  description: 'How long a run of the job took.',
  attributes: [attr.ATTR_JOB_NAME, attr.ATTR_OUTCOME],
  boundaries: JOB_DURATION_BOUNDARIES,
}
