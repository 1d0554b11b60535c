import * as attr from './attributes.ts'
import { CALL_DURATION_BOUNDARIES } from './boundaries.ts'
import type { MetricDefinition } from './metric-definition.ts'

const CHECK = [attr.ATTR_CHECK_NAME, attr.ATTR_CHECK_KIND] as const

// Checks.
export const METRIC_HEALTH_STATUS: MetricDefinition = {
  name: 'cryo.health.status',
  kind: 'gauge',
  unit: '{status}',
  description: '1 for the status that the check reports, 0 for the others.',
  attributes: [...CHECK, attr.ATTR_CHECK_STATUS],
}
export const METRIC_HEALTH_FAILURES: MetricDefinition = {
  name: 'cryo.health.failures',
  kind: 'gauge',
  unit: '{failure}',
  description: 'Failures of the check in a row.',
  attributes: CHECK,
}
export const METRIC_HEALTH_REQUIRED: MetricDefinition = {
  name: 'cryo.health.required',
  kind: 'gauge',
  unit: '{check}',
  description: '1 for a check that has to pass for the service to be ready, 0 for the others.',
  attributes: CHECK,
}
export const METRIC_HEALTH_CHECK_DURATION: MetricDefinition = {
  name: 'cryo.health.check.duration',
  kind: 'histogram',
  unit: 's',
  description: 'How long the check took.',
  attributes: CHECK,
  boundaries: CALL_DURATION_BOUNDARIES,
}

// The machine, and what applications are.
export const METRIC_SYSTEM_USAGE: MetricDefinition = {
  name: 'cryo.system.usage',
  kind: 'gauge',
  unit: '{percent}',
  description: 'Use of a resource of the machine or its container.',
  attributes: [attr.ATTR_SYSTEM_RESOURCE],
}
export const METRIC_HEAP_SIZE_LIMIT: MetricDefinition = {
  name: 'cryo.heap.limit',
  kind: 'gauge',
  unit: 'By',
  description: 'Size up to which V8 lets the heap grow.',
  attributes: [],
}
export const METRIC_HTTP_ROUTE: MetricDefinition = {
  name: 'cryo.http.route',
  kind: 'gauge',
  unit: '{route}',
  description: '1 for each route that the application has, called or not.',
  attributes: ['http.request.method', 'http.route'],
}
