import { resolve } from 'node:path'

import type { Signal } from '@cryo/conventions'
import type { ForwardTarget } from '@cryo/protocol'

import { wrongValue } from '@cryo/conventions/configuration'
import { BLRP_EXPORT_TIMEOUT } from './log-variables.ts'
import { METRIC_EXPORT_TIMEOUT } from './metric-variables.ts'
import type { OtelReader } from './otel-reader.ts'
import type { OtelVariable } from './otel-variable.ts'
import { OTLP, otlpVariables, type OtlpVariables } from './otlp-variables.ts'
import { BSP_EXPORT_TIMEOUT } from './trace-variables.ts'

const DEFAULT_TIMEOUT_MS = 10_000

/** What limits the export of each signal beside the time-out of OTLP. */
const EXPORT_TIMEOUTS: Readonly<Record<Signal, OtelVariable<number>>> = {
  traces: BSP_EXPORT_TIMEOUT,
  metrics: METRIC_EXPORT_TIMEOUT,
  logs: BLRP_EXPORT_TIMEOUT,
}

/**
 * Works out where one signal is sent with OTLP: the target, or `NAME=value` of the protocol that only
 * `@opentelemetry/sdk-node` speaks, or `null` without an endpoint.
 */
export function resolveTarget(
  reader: OtelReader,
  signal: Signal,
  cwd: string,
): ForwardTarget | string | null {
  const own = otlpVariables(signal)
  const read = <T>(select: (variables: OtlpVariables) => OtelVariable<T>): T | undefined =>
    reader.read(select(own)) ?? reader.read(select(OTLP))
  const readFile = (select: (variables: OtlpVariables) => OtelVariable<string>): string | null => {
    const path = read(select)
    return path === undefined ? null : resolve(cwd, path)
  }

  if (read((variables) => variables.endpoint) === undefined) return null
  const protocol = read((variables) => variables.protocol) ?? 'http/protobuf'
  if (protocol !== 'http/protobuf') {
    const source = reader.read(own.protocol) === undefined ? OTLP.protocol : own.protocol
    return `${source.name}=${protocol}`
  }
  const url = readUrl(reader, own.endpoint) ?? readUrl(reader, OTLP.endpoint, `v1/${signal}`)
  if (url === null) return null

  const authorities = readFile((variables) => variables.certificate)
  const key = readFile((variables) => variables.clientKey)
  const certificate = readFile((variables) => variables.clientCertificate)
  const timeoutMs = read((variables) => variables.timeoutMs) ?? DEFAULT_TIMEOUT_MS
  return {
    url,
    headers: { ...readHeaders(reader, OTLP), ...readHeaders(reader, own) },
    timeoutMs: Math.min(timeoutMs, reader.read(EXPORT_TIMEOUTS[signal]) ?? Infinity),
    compression: read((variables) => variables.compression) ?? 'gzip',
    tls: (authorities ?? key ?? certificate) === null ? null : { authorities, key, certificate },
  }
}

/** An endpoint of one signal is used as it is; to the one for all the path of the signal is appended. */
function readUrl(reader: OtelReader, variable: OtelVariable<string>, path?: string): string | null {
  const text = reader.read(variable)
  if (text === undefined) return null
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    reader.notice(`${wrongValue(variable.name, text, 'an http or https URL').message}; it is ignored`)
    return null
  }
  if (path === undefined) return url.href
  const [, signal] = /\/v1\/(traces|metrics|logs)\/?$/.exec(url.pathname) ?? []
  if (signal !== undefined) {
    const meant = `did you mean OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT?`
    reader.notice(`${variable.name} ends in /v1/${signal}, and the path of each signal is appended: ${meant}`)
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${path}`
  return url.href
}

function readHeaders(reader: OtelReader, { headers }: OtlpVariables): Readonly<Record<string, string>> {
  const pairs = reader.read(headers)
  if (pairs === undefined) return {}
  if (pairs.badEntries > 0) {
    const entries = pairs.badEntries === 1 ? '1 entry that is' : `${pairs.badEntries} entries that are`
    reader.notice(`${headers.name} has ${entries} not name=value: left out`)
  }
  return pairs.headers
}
