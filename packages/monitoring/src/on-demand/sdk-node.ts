import { createRequire } from 'node:module'

import { context, metrics } from '@opentelemetry/api'
import type { ContextManager } from '@opentelemetry/api'
import type { Signal } from '@cryo/conventions'
import { writeLogLine } from '@cryo/protocol'
import type { MetricProducer } from '@opentelemetry/sdk-metrics'

import { joinProvider } from '../other-sdk/join-provider.ts'
import { ownLocation } from '../runtime/own-location.ts'
import type { Recording } from '../runtime/recording.ts'

/** What `@opentelemetry/sdk-node` is started with. */
export interface SdkNodeOptions {
  /** Why it is needed, as `NAME=value` of the environment. */
  readonly reasons: readonly string[]
  readonly contexts: ContextManager
  readonly resource: Readonly<Record<string, string | number>>
  readonly recording: Recording
}

/** What it takes to end it. */
export interface RunningSdkNode {
  shutdown(): Promise<void>
}

interface SdkNode {
  readonly NodeSDK: new (options: object) => { start(): void; shutdown(): Promise<void> }
  readonly startNodeSDK: (this: void, options: object) => { shutdown(): Promise<void> }
}

interface Resources {
  readonly resourceFromAttributes: (this: void, attributes: object) => object
}

/**
 * Starts `@opentelemetry/sdk-node` for what only it does: OTLP over gRPC, a configuration file, other propagators,
 * samplers and exporters. It exports the signals that it is needed for; what it collects comes to the hub as well.
 *
 * @returns `null`, after a line on stderr, where it is not installed or does not start.
 */
export function startSdkNode({
  reasons,
  contexts,
  resource,
  recording,
}: SdkNodeOptions): RunningSdkNode | null {
  try {
    const require = createRequire(ownLocation())
    const sdk = require('@opentelemetry/sdk-node') as SdkNode
    const running = reasons.some(namesConfigurationFile)
      ? startFromFile(sdk, contexts)
      : startFromEnvironment(sdk, { reasons, contexts, resource, recording })
    joinProvider({ recorder: recording.spans, hasFigures: false, isActive: () => true })
    void import('./metric-producer.ts').then(({ createMetricProducer }) =>
      joinReaders(createMetricProducer(recording.metrics, resource)),
    )
    return running
  } catch (error) {
    writeLogLine(`${reasons.join(', ')} has no effect: ${describe(error)}`)
    return null
  }
}

function startFromFile({ startNodeSDK }: SdkNode, contexts: ContextManager): RunningSdkNode {
  const running = startNodeSDK({})
  // It brings a context manager of its own, and has no option for another.
  context.disable()
  context.setGlobalContextManager(contexts)
  return running
}

function startFromEnvironment(
  { NodeSDK }: SdkNode,
  { reasons, contexts, resource }: SdkNodeOptions,
): RunningSdkNode {
  // Its own copy: a resource of another version would not merge.
  const require = createRequire(createRequire(ownLocation()).resolve('@opentelemetry/sdk-node'))
  const { resourceFromAttributes } = require('@opentelemetry/resources') as Resources
  const sdk = new NodeSDK({
    ...createOptions(reasons),
    contextManager: contexts,
    resource: resourceFromAttributes(resource),
    autoDetectResources: false,
  })
  sdk.start()
  return sdk
}

/** Leaves out what the SDK would export by default to an address that nobody configured. */
function createOptions(reasons: readonly string[]): object {
  return {
    ...(exportsSignal(reasons, 'metrics') ? {} : { metricReaders: [] }),
    ...(exportsSignal(reasons, 'logs') ? {} : { logRecordProcessors: [] }),
    ...(exportsSignal(reasons, 'traces') ? {} : { spanProcessors: [NO_PROCESSOR] }),
  }
}

/** A provider without a processor would not be registered at all. */
const NO_PROCESSOR = {
  onStart: () => {},
  onEnd: () => {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}

function exportsSignal(reasons: readonly string[], signal: Signal): boolean {
  const name = signal.toUpperCase()
  return reasons.some(
    (reason) =>
      reason.startsWith(`OTEL_${name}_EXPORTER=`) ||
      reason.startsWith('OTEL_EXPORTER_OTLP_PROTOCOL=') ||
      reason.startsWith(`OTEL_EXPORTER_OTLP_${name}_PROTOCOL=`),
  )
}

function namesConfigurationFile(reason: string): boolean {
  return /^OTEL_(EXPERIMENTAL_)?CONFIG_FILE=/.test(reason)
}

/** Shows our metrics to every reader of the SDK's MeterProvider; its list is not a public interface. */
function joinReaders(producer: MetricProducer): void {
  const provider = metrics.getMeterProvider() as {
    readonly _sharedState?: {
      readonly metricCollectors?: readonly {
        readonly _metricReader?: { readonly _metricProducers?: MetricProducer[] }
      }[]
    }
  }
  for (const { _metricReader } of provider._sharedState?.metricCollectors ?? []) {
    _metricReader?._metricProducers?.push(producer)
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'MODULE_NOT_FOUND') return 'install @opentelemetry/sdk-node beside @cryo/monitoring'
  return error instanceof Error ? error.message : String(error)
}
