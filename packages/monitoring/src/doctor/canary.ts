import { randomBytes } from 'node:crypto'

import { ATTR_DOCTOR_RUN, METRIC_DOCTOR_CANARY, SCOPE_NAME } from '@cryo/conventions'

const SERVICE = 'cryo-doctor'
/** Slower than what tail sampling lets go. */
const SPAN_MS = 2000

/** What is sent along every way, to see where it arrives. */
export interface Canary {
  /** Tells this run from others: value of `cryo.doctor.run`. */
  readonly run: string
  readonly traceId: string
}

export function createCanary(): Canary {
  return { run: randomBytes(4).toString('hex'), traceId: randomBytes(16).toString('hex') }
}

/** The canary as a metric, in OTLP/JSON. @param value - 1 while it is to be seen, 0 when it is over. */
export function toMetrics({ run }: Canary, value: 0 | 1): object {
  const { name, unit, description } = METRIC_DOCTOR_CANARY
  const point = {
    timeUnixNano: toNano(Date.now()),
    asDouble: value,
    attributes: [toAttribute(ATTR_DOCTOR_RUN, run)],
  }
  const metrics = [{ name, unit, description, gauge: { dataPoints: [point] } }]
  return {
    resourceMetrics: [
      { resource: createResource(run), scopeMetrics: [{ scope: { name: SCOPE_NAME }, metrics }] },
    ],
  }
}

/** The canary as a span, in OTLP/JSON. */
export function toTraces({ run, traceId }: Canary): object {
  const endMs = Date.now()
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name: 'canary',
    kind: 1,
    startTimeUnixNano: toNano(endMs - SPAN_MS),
    endTimeUnixNano: toNano(endMs),
    attributes: [toAttribute(ATTR_DOCTOR_RUN, run)],
  }
  return {
    resourceSpans: [
      { resource: createResource(run), scopeSpans: [{ scope: { name: SCOPE_NAME }, spans: [span] }] },
    ],
  }
}

function createResource(run: string): object {
  return {
    attributes: [
      toAttribute('service.name', SERVICE),
      toAttribute('service.instance.id', `${SERVICE}-${run}`),
    ],
  }
}

function toAttribute(key: string, stringValue: string): object {
  return { key, value: { stringValue } }
}

function toNano(timeMs: number): string {
  return `${Math.trunc(timeMs)}000000`
}
