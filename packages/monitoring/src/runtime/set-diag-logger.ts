import { diag, DiagLogLevel } from '@opentelemetry/api'
import { writeLogLine } from '@cryo/protocol'

import type { OtelLogLevel } from '../configuration/otel/general-variables.ts'

const LEVELS: Readonly<Record<OtelLogLevel, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
}

/** Lets OpenTelemetry say of itself what `OTEL_LOG_LEVEL` asks for, in lines of ours. */
export function setDiagLogger(level: Exclude<OtelLogLevel, 'none'>): void {
  const write = (message: string, ...rest: readonly unknown[]): void => {
    writeLogLine([message, ...rest.map(String)].join(' '))
  }
  const logger = { error: write, warn: write, info: write, debug: write, verbose: write }
  diag.setLogger(logger, { logLevel: LEVELS[level], suppressOverrideMessage: true })
}
