import { numberBetween, oneOf, type TextType } from '../value-type.ts'
import {
  INTERVAL_MS,
  LIMIT,
  SIZE,
  TIMEOUT_MS,
  unsupported,
  WORDS,
  type OtelVariable,
} from './otel-variable.ts'

/** Samplers that the specification names and that exist for Node. */
export type SamplerName =
  | 'always_on'
  | 'always_off'
  | 'traceidratio'
  | 'parentbased_always_on'
  | 'parentbased_always_off'
  | 'parentbased_traceidratio'

const SAMPLER: TextType<SamplerName> = oneOf([
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
])

export const TRACES_EXPORTER: OtelVariable<readonly string[]> = {
  name: 'OTEL_TRACES_EXPORTER',
  support: 'native',
  type: WORDS,
  default: 'otlp',
  meaning:
    '`otlp`, where an endpoint is set, and `none`; `console` and `zipkin` through `@opentelemetry/sdk-node`. ' +
    'The page has the traces in any case.',
}
export const TRACES_SAMPLER: OtelVariable<SamplerName> = {
  name: 'OTEL_TRACES_SAMPLER',
  support: 'native',
  type: SAMPLER,
  default: 'parentbased_always_on',
  meaning:
    '`always_on`, `always_off`, `traceidratio` and each of them behind `parentbased_`; ' +
    '`jaeger_remote` and `xray` do not exist for Node.',
}
export const TRACES_SAMPLER_ARG: OtelVariable<number> = {
  name: 'OTEL_TRACES_SAMPLER_ARG',
  support: 'native',
  type: numberBetween(0, 1),
  default: '1',
  meaning: 'Share of traces that the samplers with `traceidratio` keep, from 0 to 1.',
}
export const BSP_SCHEDULE_DELAY: OtelVariable<number> = {
  name: 'OTEL_BSP_SCHEDULE_DELAY',
  support: 'native',
  type: INTERVAL_MS,
  default: '1000',
  meaning: 'Milliseconds that the hub waits for more spans before it forwards those it has.',
}
export const BSP_EXPORT_TIMEOUT: OtelVariable<number> = {
  name: 'OTEL_BSP_EXPORT_TIMEOUT',
  support: 'native',
  type: TIMEOUT_MS,
  default: 'that of the OTLP exporter',
  meaning: 'Milliseconds that one attempt to forward spans may take, where less than the OTLP time-out.',
}
export const BSP_MAX_EXPORT_BATCH_SIZE: OtelVariable<number> = {
  name: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
  support: 'native',
  type: SIZE,
  default: '512',
  meaning: 'Most spans in one request to the collector.',
}

function limit(name: string, defaultLimit: string, meaning: string): OtelVariable<number> {
  return { name, support: 'native', type: LIMIT, default: defaultLimit, meaning }
}

const COUNT_DEFAULT = '`OTEL_ATTRIBUTE_COUNT_LIMIT`, else 128'
const LENGTH_DEFAULT = '`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`, else no limit'

export const ATTRIBUTE_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_ATTRIBUTE_COUNT_LIMIT',
  '128',
  'Most attributes of a span.',
)
export const ATTRIBUTE_VALUE_LENGTH_LIMIT: OtelVariable<number> = limit(
  'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  'no limit',
  'Most characters of a text in an attribute of a span.',
)
export const SPAN_ATTRIBUTE_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
  COUNT_DEFAULT,
  'Most attributes of a span.',
)
export const SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: OtelVariable<number> = limit(
  'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  LENGTH_DEFAULT,
  'Most characters of a text in an attribute of a span.',
)
export const SPAN_EVENT_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_SPAN_EVENT_COUNT_LIMIT',
  '128',
  'Most events of a span.',
)
export const SPAN_LINK_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_SPAN_LINK_COUNT_LIMIT',
  '128',
  'Most links of a span.',
)
export const EVENT_ATTRIBUTE_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
  '128',
  'Most attributes of an event of a span.',
)
export const LINK_ATTRIBUTE_COUNT_LIMIT: OtelVariable<number> = limit(
  'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
  '128',
  'Most attributes of a link of a span.',
)

/** Variables of traces. */
export const TRACE_VARIABLES: readonly OtelVariable<unknown>[] = [
  TRACES_EXPORTER,
  TRACES_SAMPLER,
  TRACES_SAMPLER_ARG,
  BSP_SCHEDULE_DELAY,
  BSP_EXPORT_TIMEOUT,
  BSP_MAX_EXPORT_BATCH_SIZE,
  unsupported(
    'OTEL_BSP_MAX_QUEUE_SIZE',
    'Queues are bounded in bytes; what the collector does not take waits on disk.',
  ),
  ATTRIBUTE_COUNT_LIMIT,
  ATTRIBUTE_VALUE_LENGTH_LIMIT,
  SPAN_ATTRIBUTE_COUNT_LIMIT,
  SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT,
  SPAN_EVENT_COUNT_LIMIT,
  SPAN_LINK_COUNT_LIMIT,
  EVENT_ATTRIBUTE_COUNT_LIMIT,
  LINK_ATTRIBUTE_COUNT_LIMIT,
  unsupported(
    'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT',
    "Node's own name of `OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT`.",
  ),
  unsupported(
    'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT',
    "Node's own name of `OTEL_LINK_ATTRIBUTE_COUNT_LIMIT`.",
  ),
  {
    ...unsupported('OTEL_EXPORTER_ZIPKIN_ENDPOINT', 'Where `OTEL_TRACES_EXPORTER=zipkin` sends to.'),
    support: 'sdk-node',
    default: 'http://localhost:9411/api/v2/spans',
  },
  unsupported('OTEL_EXPORTER_ZIPKIN_TIMEOUT', 'The exporter for Node does not know it.'),
  unsupported('OTEL_EXPORTER_ZIPKIN_PROTOCOL', 'Reserved by the specification.'),
]
