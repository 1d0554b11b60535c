import { truncateText } from '@cryo/conventions/redaction'

import type { Attributes } from '../otlp/attributes.ts'

/** Longest name that is kept of another process's telemetry, in bytes. */
const MAX_NAME_BYTES = 256

/** Which job of which service: the same for all processes that work on it. */
export interface JobIdentity {
  readonly service: string
  /** Empty where the service has none. */
  readonly namespace: string
  readonly job: string
}

/** Makes the identity of a job from the resource that it runs in. */
export function toJobIdentity(resource: Readonly<Attributes>, job: string): JobIdentity {
  return {
    service: toName(resource['service.name'] ?? 'unknown_service'),
    namespace: toName(resource['service.namespace'] ?? ''),
    job: toName(job),
  }
}

/** A text that is equal for equal identities. */
export function jobKey({ service, namespace, job }: JobIdentity): string {
  return `${namespace}\n${service}\n${job}`
}

function toName(value: unknown): string {
  return truncateText(String(value), MAX_NAME_BYTES)
}
