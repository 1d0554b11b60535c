/** What one `OTEL_*` variable does: set to `value` beside `env`, the setting at `path` becomes `is`. */
export interface OtelEffect {
  readonly value: string
  readonly env?: Readonly<Record<string, string>>
  readonly path: string
  readonly is: unknown
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
const GRPC = { ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
const RATIO = { OTEL_TRACES_SAMPLER: 'traceidratio' }
const PROMETHEUS = { OTEL_METRICS_EXPORTER: 'prometheus' }

/** One effect for each variable of the table that has one. */
export const OTEL_EFFECTS: Readonly<Record<string, OtelEffect>> = {
  OTEL_SDK_DISABLED: { value: 'TRUE', path: 'disabled', is: true },
  OTEL_SERVICE_NAME: { value: 'shop', path: 'serviceName', is: 'shop' },
  OTEL_RESOURCE_ATTRIBUTES: {
    value: 'service.namespace=eu%2Cwest, team = a%3Db ',
    path: 'resourceAttributes',
    is: { 'service.namespace': 'eu,west', team: 'a=b' },
  },
  OTEL_LOG_LEVEL: { value: 'DEBUG', path: 'logLevel', is: 'debug' },
  OTEL_PROPAGATORS: { value: 'baggage,baggage', path: 'propagators', is: ['baggage'] },
  OTEL_CONFIG_FILE: { value: 'otel.yaml', path: 'needsSdkNode', is: ['OTEL_CONFIG_FILE=otel.yaml'] },
  OTEL_SEMCONV_STABILITY_OPT_IN: {
    value: 'http/dup',
    path: 'notices',
    is: ['OTEL_SEMCONV_STABILITY_OPT_IN: only the stable names are recorded, never the old ones'],
  },
  OTEL_NODE_DISABLED_INSTRUMENTATIONS: { value: 'pg,fs', path: 'disabledInstrumentations', is: ['pg'] },
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: {
    value: 'http,pg',
    path: 'disabledInstrumentations',
    is: ['undici', 'express', 'fastify'],
  },

  OTEL_EXPORTER_OTLP_ENDPOINT: {
    value: 'http://collector:4318/base/',
    path: 'forward.traces.url',
    is: 'http://collector:4318/base/v1/traces',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    value: 'grpc',
    env: ENDPOINT,
    path: 'needsSdkNode',
    is: ['OTEL_EXPORTER_OTLP_PROTOCOL=grpc'],
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    value: 'Authorization=Bearer%20abc==,x-tenant=7',
    env: ENDPOINT,
    path: 'forward.logs.headers',
    is: { authorization: 'Bearer abc==', 'x-tenant': '7' },
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: { value: '2500', env: ENDPOINT, path: 'forward.metrics.timeoutMs', is: 2500 },
  OTEL_EXPORTER_OTLP_COMPRESSION: {
    value: 'none',
    env: ENDPOINT,
    path: 'forward.traces.compression',
    is: 'none',
  },
  OTEL_EXPORTER_OTLP_CERTIFICATE: {
    value: 'ca.pem',
    env: ENDPOINT,
    path: 'forward.traces.tls.authorities',
    is: '/srv/ca.pem',
  },
  OTEL_EXPORTER_OTLP_CLIENT_KEY: {
    value: '/keys/k.pem',
    env: ENDPOINT,
    path: 'forward.traces.tls.key',
    is: '/keys/k.pem',
  },
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: {
    value: 'c.pem',
    env: ENDPOINT,
    path: 'forward.traces.tls.certificate',
    is: '/srv/c.pem',
  },
  ...effectsOf('traces'),
  ...effectsOf('metrics'),
  ...effectsOf('logs'),

  OTEL_TRACES_EXPORTER: { value: 'none', env: ENDPOINT, path: 'forward.traces', is: undefined },
  OTEL_TRACES_SAMPLER: {
    value: 'always_off',
    path: 'sampler',
    is: { root: 'always_off', ratio: 1, parentBased: false },
  },
  OTEL_TRACES_SAMPLER_ARG: { value: '0.25', env: RATIO, path: 'sampler.ratio', is: 0.25 },
  OTEL_BSP_SCHEDULE_DELAY: { value: '200', path: 'spanBatch.delayMs', is: 200 },
  OTEL_BSP_EXPORT_TIMEOUT: { value: '900', env: ENDPOINT, path: 'forward.traces.timeoutMs', is: 900 },
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: { value: '64', path: 'spanBatch.maxItems', is: 64 },
  OTEL_ATTRIBUTE_COUNT_LIMIT: { value: '7', path: 'spanLimits.attributeCountLimit', is: 7 },
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: { value: '70', path: 'spanLimits.attributeValueLengthLimit', is: 70 },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    value: '8',
    env: { OTEL_ATTRIBUTE_COUNT_LIMIT: '7' },
    path: 'spanLimits.attributeCountLimit',
    is: 8,
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    value: '80',
    env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '70' },
    path: 'spanLimits.attributeValueLengthLimit',
    is: 80,
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: { value: '0', path: 'spanLimits.eventCountLimit', is: 0 },
  OTEL_SPAN_LINK_COUNT_LIMIT: { value: '3', path: 'spanLimits.linkCountLimit', is: 3 },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: { value: '4', path: 'spanLimits.attributePerEventCountLimit', is: 4 },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: { value: '5', path: 'spanLimits.attributePerLinkCountLimit', is: 5 },

  OTEL_METRICS_EXPORTER: {
    value: 'prometheus',
    env: ENDPOINT,
    path: 'prometheusExporter',
    is: { host: 'localhost', port: 9464 },
  },
  OTEL_METRIC_EXPORT_INTERVAL: { value: '1000', path: 'metricExportIntervalMs', is: 1000 },
  OTEL_METRIC_EXPORT_TIMEOUT: { value: '800', env: ENDPOINT, path: 'forward.metrics.timeoutMs', is: 800 },
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: {
    value: 'Delta',
    path: 'notices',
    is: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE is "delta": metrics are sent as cumulative'],
  },
  OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: {
    value: 'base2_exponential_bucket_histogram',
    path: 'notices',
    is: [
      'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION is "base2_exponential_bucket_histogram": histograms have explicit buckets',
    ],
  },
  OTEL_EXPORTER_PROMETHEUS_HOST: {
    value: '0.0.0.0',
    env: PROMETHEUS,
    path: 'prometheusExporter.host',
    is: '0.0.0.0',
  },
  OTEL_EXPORTER_PROMETHEUS_PORT: {
    value: '9000',
    env: PROMETHEUS,
    path: 'prometheusExporter.port',
    is: 9000,
  },

  OTEL_LOGS_EXPORTER: {
    value: 'console',
    env: ENDPOINT,
    path: 'needsSdkNode',
    is: ['OTEL_LOGS_EXPORTER=console'],
  },
  OTEL_BLRP_EXPORT_TIMEOUT: { value: '700', env: ENDPOINT, path: 'forward.logs.timeoutMs', is: 700 },
}

/** Variables that `@opentelemetry/sdk-node` reads itself: here they only must not be called unknown. */
export const READ_BY_SDK_NODE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  OTEL_EXPORTER_OTLP_INSECURE: GRPC,
  OTEL_EXPORTER_OTLP_TRACES_INSECURE: GRPC,
  OTEL_EXPORTER_OTLP_METRICS_INSECURE: GRPC,
  OTEL_EXPORTER_OTLP_LOGS_INSECURE: GRPC,
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: { OTEL_TRACES_EXPORTER: 'zipkin' },
}

function effectsOf(signal: 'traces' | 'metrics' | 'logs'): Record<string, OtelEffect> {
  const own = (name: string): string => `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`
  const env = {
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_CERTIFICATE: 'all.pem',
    OTEL_EXPORTER_OTLP_CLIENT_KEY: 'all.pem',
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'all.pem',
  }
  const path = (key: string): string => `forward.${signal}.${key}`
  return {
    [own('ENDPOINT')]: { value: 'https://other', env, path: path('url'), is: 'https://other/' },
    [own('PROTOCOL')]: {
      value: 'http/protobuf',
      env: { ...env, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      path: path('url'),
      is: `http://collector:4318/v1/${signal}`,
    },
    [own('HEADERS')]: { value: 'B=2,c=3', env, path: path('headers'), is: { a: '1', b: '2', c: '3' } },
    [own('TIMEOUT')]: { value: '6000', env, path: path('timeoutMs'), is: 6000 },
    [own('COMPRESSION')]: { value: 'none', env, path: path('compression'), is: 'none' },
    [own('CERTIFICATE')]: { value: 'own.pem', env, path: path('tls.authorities'), is: '/srv/own.pem' },
    [own('CLIENT_KEY')]: { value: 'own.pem', env, path: path('tls.key'), is: '/srv/own.pem' },
    [own('CLIENT_CERTIFICATE')]: { value: 'own.pem', env, path: path('tls.certificate'), is: '/srv/own.pem' },
  }
}
