import { OTEL_DEFAULTS } from './otel-defaults.ts'
import type { OtelReader } from './otel-reader.ts'
import type { SamplerSettings, SpanLimits } from './otel-settings.ts'
import {
  ATTRIBUTE_COUNT_LIMIT,
  ATTRIBUTE_VALUE_LENGTH_LIMIT,
  EVENT_ATTRIBUTE_COUNT_LIMIT,
  LINK_ATTRIBUTE_COUNT_LIMIT,
  SPAN_ATTRIBUTE_COUNT_LIMIT,
  SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT,
  SPAN_EVENT_COUNT_LIMIT,
  SPAN_LINK_COUNT_LIMIT,
  TRACES_SAMPLER,
  TRACES_SAMPLER_ARG,
  type SamplerName,
} from './trace-variables.ts'

const ROOTS: Readonly<Record<SamplerName, SamplerSettings['root']>> = {
  always_on: 'always_on',
  always_off: 'always_off',
  traceidratio: 'traceidratio',
  parentbased_always_on: 'always_on',
  parentbased_always_off: 'always_off',
  parentbased_traceidratio: 'traceidratio',
}

/** Reads which traces are recorded; the argument counts only where a sampler is named that has one. */
export function resolveSampler(reader: OtelReader): SamplerSettings {
  const name = reader.read(TRACES_SAMPLER)
  if (name === undefined) return OTEL_DEFAULTS.sampler
  const root = ROOTS[name]
  return {
    root,
    ratio: root === 'traceidratio' ? (reader.read(TRACES_SAMPLER_ARG) ?? 1) : 1,
    parentBased: name.startsWith('parentbased_'),
  }
}

/** Reads the limits of a span; those of attributes in general count where a span has none of its own. */
export function resolveSpanLimits(reader: OtelReader): SpanLimits {
  const { read } = reader
  const limits = OTEL_DEFAULTS.spanLimits
  return {
    attributeCountLimit:
      read(SPAN_ATTRIBUTE_COUNT_LIMIT) ?? read(ATTRIBUTE_COUNT_LIMIT) ?? limits.attributeCountLimit,
    attributeValueLengthLimit:
      read(SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT) ??
      read(ATTRIBUTE_VALUE_LENGTH_LIMIT) ??
      limits.attributeValueLengthLimit,
    eventCountLimit: read(SPAN_EVENT_COUNT_LIMIT) ?? limits.eventCountLimit,
    linkCountLimit: read(SPAN_LINK_COUNT_LIMIT) ?? limits.linkCountLimit,
    attributePerEventCountLimit: read(EVENT_ATTRIBUTE_COUNT_LIMIT) ?? limits.attributePerEventCountLimit,
    attributePerLinkCountLimit: read(LINK_ATTRIBUTE_COUNT_LIMIT) ?? limits.attributePerLinkCountLimit,
  }
}
