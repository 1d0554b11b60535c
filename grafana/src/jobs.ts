import { mapValues } from './mappings.ts'
import { JOB_SCOPE } from './scope.ts'

/** States of a job by number: where two processes tell of one job, the larger is what counts. */
export const JOB_STATES = mapValues({
  1: ['completed', 'green'],
  2: ['paused', 'yellow'],
  3: ['interrupted', 'orange'],
  4: ['failed', 'red'],
  5: ['running', 'blue'],
  6: ['stalled', 'dark-red'],
})

const ORDER = ['completed', 'paused', 'interrupted', 'failed', 'running', 'stalled']

/** The state of each job as a number of {@link JOB_STATES}. @param more - Further matchers. */
export function jobState(more = ''): string {
  const states = ORDER.map(
    (state, index) => `${index + 1} * cryo_job_state{cryo_job_state="${state}",${JOB_SCOPE}${more}}`,
  )
  return `max by (service_name,cryo_job_name) (${states.join(' or ')})`
}

/** Newest value of a gauge of jobs, whichever process tells it. */
export function ofJob(metric: string, more = ''): string {
  return `max by (service_name,cryo_job_name) (${metric}{${JOB_SCOPE}${more}})`
}

/** Newest value of a time of jobs, in Unix seconds, also of jobs whose process has ended; 0 is not known. */
export function timeOfJob(metric: string, more = ''): string {
  return `max by (service_name,cryo_job_name) (last_over_time(${metric}{${JOB_SCOPE}${more}}[2d]) > 0)`
}

/** Keeps what the services tell that run jobs: what a process does has no label of a job. @param more - Further matchers. */
export function keepServicesOfJobs(more = ''): string {
  return `and on (service_name) max by (service_name) (last_over_time(cryo_job_last_start_seconds{${JOB_SCOPE}${more}}[2d]))`
}
