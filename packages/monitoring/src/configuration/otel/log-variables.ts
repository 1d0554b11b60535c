import { TIMEOUT_MS, unsupported, WORDS, type OtelVariable } from './otel-variable.ts'

export const LOGS_EXPORTER: OtelVariable<readonly string[]> = {
  name: 'OTEL_LOGS_EXPORTER',
  support: 'native',
  type: WORDS,
  default: 'otlp',
  meaning: '`otlp`, where an endpoint is set, and `none`; `console` through `@opentelemetry/sdk-node`.',
}
export const BLRP_EXPORT_TIMEOUT: OtelVariable<number> = {
  name: 'OTEL_BLRP_EXPORT_TIMEOUT',
  support: 'native',
  type: TIMEOUT_MS,
  default: 'that of the OTLP exporter',
  meaning:
    'Milliseconds that one attempt to forward log records may take, where less than the OTLP time-out.',
}
const NO_RECORDS = 'The package makes no log records of its own; those it is sent are forwarded as they are.'

/** Variables of log records. */
export const LOG_VARIABLES: readonly OtelVariable<unknown>[] = [
  LOGS_EXPORTER,
  BLRP_EXPORT_TIMEOUT,
  unsupported('OTEL_BLRP_SCHEDULE_DELAY', NO_RECORDS),
  unsupported('OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', NO_RECORDS),
  unsupported('OTEL_BLRP_MAX_QUEUE_SIZE', 'As `OTEL_BSP_MAX_QUEUE_SIZE`.'),
  unsupported('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', NO_RECORDS),
  unsupported('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', NO_RECORDS),
]
