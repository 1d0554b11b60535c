import { SIGNALS, type Signal } from '@cryo/conventions'

import { oneOf, type TextType } from '../value-type.ts'
import { PATH } from '../option-types.ts'
import { HEADER_PAIRS, type HeaderPairs } from './key-pairs.ts'
import { FLAG, TEXT, TIMEOUT_MS, unsupported, type OtelVariable } from './otel-variable.ts'

/** How OTLP travels; only `http/protobuf` does so from the hub. */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc'

/** How requests to the collector are compressed. */
export type OtlpCompression = 'gzip' | 'none'

const PROTOCOL: TextType<OtlpProtocol> = oneOf(['http/protobuf', 'http/json', 'grpc'])
const COMPRESSION: TextType<OtlpCompression> = oneOf(['gzip', 'none'])

/** Variables of the OTLP exporter, for all signals or for one. */
export interface OtlpVariables {
  readonly endpoint: OtelVariable<string>
  readonly protocol: OtelVariable<OtlpProtocol>
  readonly headers: OtelVariable<HeaderPairs>
  readonly timeoutMs: OtelVariable<number>
  readonly compression: OtelVariable<OtlpCompression>
  readonly certificate: OtelVariable<string>
  readonly clientKey: OtelVariable<string>
  readonly clientCertificate: OtelVariable<string>
  readonly insecure: OtelVariable<boolean>
}

/** Variables that hold for all signals. */
export const OTLP: OtlpVariables = {
  endpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    support: 'native',
    type: TEXT,
    default: 'none: nothing is forwarded',
    meaning: 'URL of the collector; `v1/traces`, `v1/metrics` and `v1/logs` are appended.',
  },
  protocol: {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    support: 'native',
    type: PROTOCOL,
    default: 'http/protobuf',
    meaning: '`http/protobuf`; `grpc` and `http/json` through `@opentelemetry/sdk-node`, in the application.',
  },
  headers: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    support: 'native',
    type: HEADER_PAIRS,
    default: '',
    meaning: 'Headers of each request, percent-decoded.',
    secret: true,
  },
  timeoutMs: {
    name: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    support: 'native',
    type: TIMEOUT_MS,
    default: '10000',
    meaning: 'Milliseconds that one attempt may take in all.',
  },
  compression: {
    name: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    support: 'native',
    type: COMPRESSION,
    default: 'gzip',
    meaning: '`gzip` or `none`.',
  },
  certificate: {
    name: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    support: 'native',
    type: PATH,
    default: 'those of Node',
    meaning: "File with the certificates of authorities that the collector's has to come from.",
  },
  clientKey: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    support: 'native',
    type: PATH,
    default: '',
    meaning: 'File with our private key.',
  },
  clientCertificate: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    support: 'native',
    type: PATH,
    default: '',
    meaning: 'File with our certificate.',
  },
  insecure: {
    name: 'OTEL_EXPORTER_OTLP_INSECURE',
    support: 'sdk-node',
    type: FLAG,
    default: 'false',
    meaning: 'Only with `grpc`, for an endpoint without `http` or `https`.',
  },
}

/** Variables that hold for one signal and go before those for all. */
export function otlpVariables(signal: Signal): OtlpVariables {
  const narrow = <T>(variable: OtelVariable<T>, meaning?: string): OtelVariable<T> => ({
    ...variable,
    name: variable.name.replace('_OTLP_', `_OTLP_${signal.toUpperCase()}_`),
    default: `\`${variable.name}\``,
    meaning: meaning ?? `The same for ${signal} alone.`,
  })
  return {
    endpoint: narrow(OTLP.endpoint, `URL to which ${signal} are sent, as it is.`),
    protocol: narrow(OTLP.protocol),
    headers: narrow(OTLP.headers, `Headers for ${signal}, beside those for all.`),
    timeoutMs: narrow(OTLP.timeoutMs),
    compression: narrow(OTLP.compression),
    certificate: narrow(OTLP.certificate),
    clientKey: narrow(OTLP.clientKey),
    clientCertificate: narrow(OTLP.clientCertificate),
    insecure: narrow(OTLP.insecure),
  }
}

/** Lists the variables of the OTLP exporter. */
export function listOtlpVariables(): readonly OtelVariable<unknown>[] {
  return [
    ...Object.values(OTLP),
    ...SIGNALS.flatMap((signal) => Object.values(otlpVariables(signal))),
    unsupported('OTEL_EXPORTER_OTLP_SPAN_INSECURE', 'Obsolete name of `OTEL_EXPORTER_OTLP_TRACES_INSECURE`.'),
    unsupported(
      'OTEL_EXPORTER_OTLP_METRIC_INSECURE',
      'Obsolete name of `OTEL_EXPORTER_OTLP_METRICS_INSECURE`.',
    ),
  ]
}
