import type { Variables } from '../environment.ts'
import { RESOURCE_SERVICE_NAME } from '../resource-keys.ts'
import {
  CONFIG_FILE,
  RESOURCE_ATTRIBUTES,
  SDK_DISABLED,
  SDK_LOG_LEVEL,
  SERVICE_NAME,
} from './general-variables.ts'
import { METRIC_EXPORT_INTERVAL, PROMETHEUS_HOST, PROMETHEUS_PORT } from './metric-variables.ts'
import { noticeIgnored, noticeUnsupported, noticeWithoutEffect } from './notice-unsupported.ts'
import { OTEL_DEFAULTS } from './otel-defaults.ts'
import { createOtelReader } from './otel-reader.ts'
import type { OtelSettings } from './otel-settings.ts'
import { resolveDisabledInstrumentations, resolvePropagators } from './resolve-instrumentation.ts'
import { resolveExports } from './resolve-exports.ts'
import { resolveSampler, resolveSpanLimits } from './resolve-tracing.ts'
import { BSP_MAX_EXPORT_BATCH_SIZE, BSP_SCHEDULE_DELAY } from './trace-variables.ts'

/** Variables that count although a configuration file is given: they switch off and name the process. */
const BESIDE_CONFIG_FILE = [CONFIG_FILE, SDK_DISABLED, SERVICE_NAME, RESOURCE_ATTRIBUTES]

/**
 * Reads the `OTEL_*` variables; relative paths start at `cwd`.
 *
 * As the specification asks, a wrong value is never an error: it makes a notice and counts as unset.
 */
export function resolveOtelSettings(variables: Variables, cwd: string): OtelSettings {
  const given = new Map([...variables].filter(([name]) => name.startsWith('OTEL_')))
  if (given.size === 0) return OTEL_DEFAULTS

  const beside = new Set(BESIDE_CONFIG_FILE.map(({ name }) => name))
  const withFile = given.has(CONFIG_FILE.name)
  const reader = createOtelReader(withFile ? new Map([...given].filter(([name]) => beside.has(name))) : given)
  const { spanBatch } = OTEL_DEFAULTS
  const configFile = reader.read(CONFIG_FILE)
  const resourceAttributes = reader.read(RESOURCE_ATTRIBUTES) ?? {}
  const exports = resolveExports(reader, cwd)
  const propagation = resolvePropagators(reader)
  const settings: Omit<OtelSettings, 'notices'> = {
    disabled: reader.read(SDK_DISABLED) ?? OTEL_DEFAULTS.disabled,
    serviceName: reader.read(SERVICE_NAME) ?? (resourceAttributes[RESOURCE_SERVICE_NAME] || null),
    resourceAttributes,
    forward: exports.forward,
    metricExportIntervalMs: reader.read(METRIC_EXPORT_INTERVAL) ?? OTEL_DEFAULTS.metricExportIntervalMs,
    spanBatch: {
      delayMs: reader.read(BSP_SCHEDULE_DELAY) ?? spanBatch.delayMs,
      maxItems: reader.read(BSP_MAX_EXPORT_BATCH_SIZE) ?? spanBatch.maxItems,
    },
    sampler: resolveSampler(reader),
    spanLimits: resolveSpanLimits(reader),
    propagators: propagation.native,
    logLevel: reader.read(SDK_LOG_LEVEL) ?? OTEL_DEFAULTS.logLevel,
    disabledInstrumentations: resolveDisabledInstrumentations(reader),
    needsSdkNode: [
      ...(configFile === undefined ? [] : [`${CONFIG_FILE.name}=${configFile}`]),
      ...exports.needsSdkNode,
      ...propagation.needsSdkNode,
    ],
    prometheusExporter: exports.prometheus
      ? { host: reader.read(PROMETHEUS_HOST) ?? 'localhost', port: reader.read(PROMETHEUS_PORT) ?? 9464 }
      : null,
  }
  noticeWithoutEffect(reader)
  if (withFile) noticeIgnored(reader, given, beside)
  else noticeUnsupported(reader, given)
  return { ...settings, notices: [...reader.notices] }
}
