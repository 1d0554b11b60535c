import { join } from 'node:path'

import type { BinaryName } from './binaries.ts'
import { findBinary } from './build-binary.ts'
import { findFreePorts, requireFree, STANDARD_PORTS, type StackPorts } from './ports.ts'
import { Service, type ServiceOptions } from './service.ts'
import { groupSoon, type HubTarget, layOut, SOON, type StackFolder } from './stack-folder.ts'

const COLLECTOR = join(import.meta.dirname, '..', 'collector')

/** Parts of the stack, in the order in which they are started. */
export const PARTS = ['tempo', 'alertmanager', 'prometheus', 'collector'] as const
export type Part = (typeof PARTS)[number]

/** How the stack is run. */
export interface StackOptions {
  /** Folder of its data and logs. */
  readonly dir: string
  /** The usual ports, any free ones, or these. */
  readonly ports: 'standard' | 'free' | StackPorts
  readonly hub: HubTarget
  /** All by default. */
  readonly parts?: readonly Part[]
  /** Share of traces that are kept beside errors, slow ones and batch jobs; 25 by default. */
  readonly samplePercent?: number
  /** What is told again is told each 5 s, rather than each 30 s and each minute: for tests that are to see nothing of it. */
  readonly repeatsSoon?: boolean
  /** Told what takes its time. */
  readonly onProgress?: (sentence: string) => void
  /** Told of a part that ends by itself later, with the end of its log. */
  readonly onLost?: (sentence: string) => void
  /** Ends the start before all is ready. */
  readonly signal?: AbortSignal | undefined
}

/** A stack that runs. */
export interface Stack extends AsyncDisposable {
  readonly urls: {
    /** OTLP over HTTP, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
    readonly collector: string
    readonly prometheus: string
    readonly alertmanager: string
    readonly tempo: string
  }
  /** Folder of the logs. */
  readonly logs: string
  readonly services: Readonly<Partial<Record<Part, Service>>>
  /** Ends all of it, the last started first. */
  stop(): Promise<void>
}

/**
 * Runs collector, Prometheus, Alertmanager and Tempo on this machine, with the configuration of this repository.
 *
 * @throws Error where a port is taken, a folder cannot be written to, a program cannot be had, or a part does not start;
 * the reason of the signal where that ends it. Nothing is left running then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { parts = PARTS, onProgress = () => {}, onLost = () => {}, signal } = options
  const ports = await choosePorts(options.ports)
  const paths = new Map<Part, string>()
  for (const part of parts) paths.set(part, await findBinary(BINARY_OF[part], { onProgress, signal }))
  const folder = layOut(options.dir, ports, options.hub)
  if (options.repeatsSoon === true) groupSoon(folder)
  const services: Partial<Record<Part, Service>> = {}
  const stop = async (): Promise<void> => {
    for (const part of PARTS.toReversed()) await services[part]?.stop()
  }
  try {
    for (const part of PARTS) {
      const path = paths.get(part)
      if (path === undefined) continue
      const service = new Service({
        name: part,
        path,
        logFile: join(folder.logs, `${part}.log`),
        onLost,
        ...SERVICES[part](ports, folder, options),
      })
      services[part] = service
      await service.start(signal)
      onProgress(`${part} is ready`)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return {
    urls: {
      collector: local(ports.otlpHttp),
      prometheus: local(ports.prometheus),
      alertmanager: local(ports.alertmanager),
      tempo: local(ports.tempo),
    },
    logs: folder.logs,
    services,
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function choosePorts(wanted: StackOptions['ports']): Promise<StackPorts> {
  if (wanted === 'free') return findFreePorts()
  const ports = wanted === 'standard' ? STANDARD_PORTS : wanted
  await requireFree({ ...ports }, 'use --free-ports')
  return ports
}

const BINARY_OF: Readonly<Record<Part, BinaryName>> = {
  tempo: 'tempo',
  alertmanager: 'alertmanager',
  prometheus: 'prometheus',
  collector: 'otelcol-cryo',
}

type Start = Pick<ServiceOptions, 'args' | 'cwd' | 'env' | 'readyUrl'>

const SERVICES: Readonly<
  Record<Part, (ports: StackPorts, folder: StackFolder, options: StackOptions) => Start>
> = {
  tempo: ({ tempo, tempoGrpc, tempoOtlp }, folder) => ({
    args: ['-config.file=tempo.yaml', '-config.expand-env=true'],
    cwd: folder.tempo,
    env: {
      CRYO_TEMPO_HOST: '127.0.0.1',
      CRYO_TEMPO_PORT: String(tempo),
      CRYO_TEMPO_GRPC_PORT: String(tempoGrpc),
      CRYO_TEMPO_OTLP: `127.0.0.1:${tempoOtlp}`,
      CRYO_TEMPO_DIR: folder.tempo,
    },
    readyUrl: `${local(tempo)}/ready`,
  }),
  alertmanager: ({ alertmanager }, folder) => ({
    args: [
      '--config.file=alertmanager.yml',
      '--storage.path=data',
      `--web.listen-address=127.0.0.1:${alertmanager}`,
      // No cluster: no port of its own.
      '--cluster.listen-address=',
    ],
    cwd: folder.alertmanager,
    readyUrl: `${local(alertmanager)}/-/ready`,
  }),
  prometheus: ({ prometheus }, folder, { repeatsSoon }) => ({
    args: [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      '--storage.tsdb.retention.time=15d',
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
      `--web.listen-address=127.0.0.1:${prometheus}`,
      ...(repeatsSoon === true ? [`--rules.alert.resend-delay=${SOON}`] : []),
    ],
    cwd: folder.prometheus,
    readyUrl: `${local(prometheus)}/-/ready`,
  }),
  collector: (ports, folder, { samplePercent = 25 }) => ({
    args: [`--config=${join(COLLECTOR, 'base.yaml')}`, `--config=${join(COLLECTOR, 'gateway.yaml')}`],
    cwd: folder.collector,
    env: {
      CRYO_COLLECTOR_GRPC: `127.0.0.1:${ports.otlpGrpc}`,
      CRYO_COLLECTOR_HTTP: `127.0.0.1:${ports.otlpHttp}`,
      CRYO_COLLECTOR_SELF: local(ports.otlpHttp),
      CRYO_COLLECTOR_HEALTH: `127.0.0.1:${ports.collectorHealth}`,
      CRYO_COLLECTOR_QUEUE: join(folder.collector, 'queue'),
      CRYO_PROMETHEUS_URL: local(ports.prometheus),
      CRYO_TEMPO_URL: local(ports.tempoOtlp),
      CRYO_TRACE_SAMPLE_PERCENT: String(samplePercent),
    },
    readyUrl: `${local(ports.collectorHealth)}/`,
  }),
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`
}
