import { oneOf, type TextType } from '../value-type.ts'
import { NAME, PATH } from '../option-types.ts'
import { RESOURCE_PAIRS } from './key-pairs.ts'
import { FLAG, unsupported, WORDS, type OtelVariable } from './otel-variable.ts'

/** How much the package says of itself, least first. */
export type OtelLogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose' | 'all'

const LOG_LEVEL: TextType<OtelLogLevel> = oneOf(['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'])

export const SDK_DISABLED: OtelVariable<boolean> = {
  name: 'OTEL_SDK_DISABLED',
  support: 'native',
  type: FLAG,
  default: 'false',
  meaning: 'Nothing starts and every call does nothing; counts also where `OTEL_CONFIG_FILE` is set.',
}
export const SERVICE_NAME: OtelVariable<string> = {
  name: 'OTEL_SERVICE_NAME',
  support: 'native',
  type: NAME,
  default: 'name in `package.json`, else `unknown_service:node`',
  meaning: '`service.name`; goes before that of `OTEL_RESOURCE_ATTRIBUTES`, behind `serviceName` in code.',
}
export const RESOURCE_ATTRIBUTES: OtelVariable<Readonly<Record<string, string>>> = {
  name: 'OTEL_RESOURCE_ATTRIBUTES',
  support: 'native',
  type: RESOURCE_PAIRS,
  default: '',
  meaning:
    'Attributes of the resource, percent-decoded; with one bad pair all are left out. ' +
    'Sets `service.namespace`, `service.version`, `service.instance.id`, `deployment.environment.name` and others.',
}
export const SDK_LOG_LEVEL: OtelVariable<OtelLogLevel> = {
  name: 'OTEL_LOG_LEVEL',
  support: 'native',
  type: LOG_LEVEL,
  default: 'none',
  meaning: 'How much OpenTelemetry in this process says of itself on stderr, at most five lines a minute.',
}
export const PROPAGATORS: OtelVariable<readonly string[]> = {
  name: 'OTEL_PROPAGATORS',
  support: 'native',
  type: WORDS,
  default: 'tracecontext,baggage',
  meaning:
    '`tracecontext`, `baggage`, `none`; `b3` and `b3multi` through `@opentelemetry/sdk-node`; ' +
    '`jaeger`, `xray` and `ottrace` exist in neither.',
}
export const CONFIG_FILE: OtelVariable<string> = {
  name: 'OTEL_CONFIG_FILE',
  support: 'sdk-node',
  type: PATH,
  default: '',
  meaning:
    'Declarative configuration of the SDK. The other variables of this table are then ignored, ' +
    'but for those that name the process: `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.',
}
export const SEMCONV_STABILITY_OPT_IN: OtelVariable<readonly string[]> = {
  name: 'OTEL_SEMCONV_STABILITY_OPT_IN',
  support: 'native',
  type: WORDS,
  default: 'http,database',
  meaning:
    'The stable names are always recorded and the old ones never: `http/dup` and `database/dup` do nothing.',
}
export const DISABLED_INSTRUMENTATIONS: OtelVariable<readonly string[]> = {
  name: 'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
  support: 'native',
  type: WORDS,
  default: '',
  meaning: 'Instrumentations that are off: `http`, `undici`, `pg`, `express`, `fastify`.',
}
export const ENABLED_INSTRUMENTATIONS: OtelVariable<readonly string[]> = {
  name: 'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  support: 'native',
  type: WORDS,
  default: 'http,undici,pg,express,fastify',
  meaning: 'The only instrumentations that are on.',
}

/** Variables of the SDK as a whole. */
export const GENERAL_VARIABLES: readonly OtelVariable<unknown>[] = [
  SDK_DISABLED,
  SERVICE_NAME,
  RESOURCE_ATTRIBUTES,
  unsupported('OTEL_ENTITIES', 'In development; `OTEL_RESOURCE_ATTRIBUTES` describes the process.'),
  SDK_LOG_LEVEL,
  PROPAGATORS,
  CONFIG_FILE,
  unsupported('OTEL_EXPERIMENTAL_CONFIG_FILE', 'Deprecated name of `OTEL_CONFIG_FILE`.'),
  SEMCONV_STABILITY_OPT_IN,
  DISABLED_INSTRUMENTATIONS,
  ENABLED_INSTRUMENTATIONS,
  unsupported('OTEL_NODE_RESOURCE_DETECTORS', 'The resource always has what the telemetry contract names.'),
  unsupported('OTEL_NODE_EXPERIMENTAL_SDK_METRICS', 'The hub counts what it takes, delivers and drops.'),
  unsupported(
    'OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS',
    'The methods that the semantic conventions list are known.',
  ),
]
