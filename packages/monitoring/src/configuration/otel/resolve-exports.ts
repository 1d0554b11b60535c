import { SIGNALS, type Signal } from '@cryo/conventions'
import type { ForwardTarget } from '@cryo/protocol'

import { wrongValue } from '@cryo/conventions/configuration'
import { LOGS_EXPORTER } from './log-variables.ts'
import { METRICS_EXPORTER } from './metric-variables.ts'
import type { OtelReader } from './otel-reader.ts'
import type { Forward } from './otel-settings.ts'
import type { OtelVariable } from './otel-variable.ts'
import { resolveTarget } from './resolve-target.ts'
import { TRACES_EXPORTER } from './trace-variables.ts'

/** What names the exporters of a signal, and those that the other packages have beside OTLP. */
interface SignalExporters {
  readonly variable: OtelVariable<readonly string[]>
  /** Of `@opentelemetry/sdk-node` 0.300. */
  readonly sdkNode: readonly string[]
  readonly prometheus: boolean
}

const EXPORTERS: Readonly<Record<Signal, SignalExporters>> = {
  traces: { variable: TRACES_EXPORTER, sdkNode: ['console', 'zipkin'], prometheus: false },
  metrics: { variable: METRICS_EXPORTER, sdkNode: ['console'], prometheus: true },
  logs: { variable: LOGS_EXPORTER, sdkNode: ['console'], prometheus: false },
}

/** How every signal leaves the process. */
export interface Exports {
  readonly forward: Forward | null
  /** Whether `OTEL_METRICS_EXPORTER` names `prometheus`. */
  readonly prometheus: boolean
  /** As in `OtelSettings`. */
  readonly needsSdkNode: readonly string[]
}

/** Works out where each signal goes; relative paths of certificates start at `cwd`. */
export function resolveExports(reader: OtelReader, cwd: string): Exports {
  const forward: Partial<Record<Signal, ForwardTarget>> = {}
  const needsSdkNode = new Set<string>()
  const nowhere: string[] = []
  let prometheus = false
  for (const signal of SIGNALS) {
    const { variable, sdkNode } = EXPORTERS[signal]
    const given = readExporters(reader, EXPORTERS[signal])
    prometheus ||= given?.includes('prometheus') ?? false
    for (const name of sdkNode) if (given?.includes(name)) needsSdkNode.add(`${variable.name}=${name}`)
    if (given !== undefined && !given.includes('otlp')) continue
    const target = resolveTarget(reader, signal, cwd)
    if (target === null && given !== undefined) nowhere.push(variable.name)
    else if (typeof target === 'string') needsSdkNode.add(target)
    else if (target !== null) forward[signal] = target
  }
  if (nowhere.length > 0) {
    reader.notice(`${nowhere.join(', ')}: nothing is sent with otlp, because no endpoint is set`)
  }
  return {
    forward: Object.keys(forward).length === 0 ? null : forward,
    prometheus,
    needsSdkNode: [...needsSdkNode],
  }
}

/** The exporters named, without unknown ones; none for `none`; `undefined` where nothing known is named. */
function readExporters(reader: OtelReader, exporters: SignalExporters): readonly string[] | undefined {
  const given = reader.read(exporters.variable)
  if (given === undefined) return undefined
  const known = ['otlp', ...exporters.sdkNode, ...(exporters.prometheus ? ['prometheus'] : []), 'none']
  const unknown = given.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    const problem = wrongValue(exporters.variable.name, unknown.join(','), `some of ${known.join(', ')}`)
    reader.notice(`${problem.message}; it is ignored`)
  }
  if (given.includes('none')) return []
  return unknown.length === given.length ? undefined : given.filter((name) => known.includes(name))
}
