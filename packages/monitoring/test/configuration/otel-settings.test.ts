import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../../src/configuration/environment.ts'
import { OTEL_DEFAULTS } from '../../src/configuration/otel/otel-defaults.ts'
import type { OtelSettings } from '../../src/configuration/otel/otel-settings.ts'
import { resolveOtelSettings } from '../../src/configuration/otel/resolve-otel-settings.ts'

const settings = (env: Record<string, string>): OtelSettings =>
  resolveOtelSettings(readEnvironment(env), '/srv')
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }
const headers = (text: string): OtelSettings => settings({ ...ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: text })

describe('endpoints', () => {
  it('sends nothing without one', () => {
    expect(settings({ OTEL_EXPORTER_OTLP_HEADERS: 'a=b' }).forward).toBeNull()
  })

  // The three examples of the specification of the OTLP exporter.
  it('sends all signals to one collector', () => {
    const { forward } = settings(ENDPOINT)
    expect(forward?.traces?.url).toBe('http://collector:4318/v1/traces')
    expect(forward?.metrics?.url).toBe('http://collector:4318/v1/metrics')
    expect(forward?.logs?.url).toBe('http://collector:4318/v1/logs')
  })

  it('takes the endpoint of one signal as it is', () => {
    const { forward } = settings({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://collector.example.com/v1/metrics',
    })
    expect(forward?.traces?.url).toBe('http://collector:4318/')
    expect(forward?.metrics?.url).toBe('https://collector.example.com/v1/metrics')
    expect(forward).not.toHaveProperty('logs')
  })

  it('appends the path of a signal to a base path, and to that only', () => {
    const { forward } = settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/mycollector/?key=1',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://collector.example.com/v1/metrics/',
    })
    expect(forward?.traces?.url).toBe('http://collector:4318/mycollector/v1/traces?key=1')
    expect(forward?.metrics?.url).toBe('https://collector.example.com/v1/metrics/')
  })

  it.each(['collector:4318', 'ftp://collector', 'http://', 'not a url'])(
    'refuses %s with one notice',
    (url) => {
      const { forward, notices } = settings({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
      expect(forward).toBeNull()
      expect(notices).toEqual([
        `OTEL_EXPORTER_OTLP_ENDPOINT is "${url}": expected an http or https URL; it is ignored`,
      ])
    },
  )

  it('falls back to the endpoint for all where that of a signal is wrong', () => {
    const { forward } = settings({ ...ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere' })
    expect(forward?.traces?.url).toBe('http://collector:4318/v1/traces')
  })

  it('masks credentials in notices', () => {
    const { notices } = settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'htp://user:hunter2@collector/?token=hunter2',
    })
    expect(notices.join()).not.toContain('hunter2')
    expect(notices).toHaveLength(1)
  })

  it('has the defaults of the specification, but compresses', () => {
    expect(settings(ENDPOINT).forward?.traces).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: {},
      timeoutMs: 10_000,
      compression: 'gzip',
      tls: null,
    })
  })
})

describe('exporters', () => {
  it.each(['traces', 'metrics', 'logs'] as const)(
    'sends no %s for none, whatever stands beside it',
    (signal) => {
      const { forward } = settings({ ...ENDPOINT, [`OTEL_${signal.toUpperCase()}_EXPORTER`]: 'otlp,None' })
      expect(forward).not.toHaveProperty(signal)
      expect(Object.keys(forward ?? {})).toHaveLength(2)
    },
  )

  it('sends metrics and offers them to Prometheus', () => {
    const { forward, prometheusExporter } = settings({
      ...ENDPOINT,
      OTEL_METRICS_EXPORTER: 'otlp,prometheus',
    })
    expect(forward).toHaveProperty('metrics')
    expect(prometheusExporter).toEqual({ host: 'localhost', port: 9464 })
  })

  it('offers metrics only to Prometheus', () => {
    const { forward } = settings({ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'prometheus' })
    expect(forward).not.toHaveProperty('metrics')
  })

  it('leaves zipkin and console to sdk-node', () => {
    const { needsSdkNode, forward } = settings({
      ...ENDPOINT,
      OTEL_TRACES_EXPORTER: 'zipkin,console',
      OTEL_METRICS_EXPORTER: 'console',
    })
    expect(needsSdkNode).toEqual([
      'OTEL_TRACES_EXPORTER=console',
      'OTEL_TRACES_EXPORTER=zipkin',
      'OTEL_METRICS_EXPORTER=console',
    ])
    expect(Object.keys(forward ?? {})).toEqual(['logs'])
  })

  it('names an exporter that does not exist and ignores it', () => {
    const { forward, notices } = settings({ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'logging' })
    expect(forward).toHaveProperty('traces')
    expect(notices).toEqual([
      'OTEL_TRACES_EXPORTER is "logging": expected some of otlp, console, zipkin, none; it is ignored',
    ])
  })

  it('says that otlp without an endpoint sends nothing, in one line', () => {
    const { notices } = settings({ OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp' })
    expect(notices).toEqual([
      'OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER: nothing is sent with otlp, because no endpoint is set',
    ])
  })
})

describe('protocols', () => {
  it('leaves only the signal that asks for grpc to sdk-node', () => {
    const { forward, needsSdkNode } = settings({ ...ENDPOINT, OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' })
    expect(needsSdkNode).toEqual(['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=grpc'])
    expect(Object.keys(forward ?? {})).toEqual(['traces', 'metrics'])
  })

  it('takes an endpoint without a scheme for grpc', () => {
    const { notices, needsSdkNode, forward } = settings({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    })
    expect(forward).toBeNull()
    expect(needsSdkNode).toEqual(['OTEL_EXPORTER_OTLP_PROTOCOL=grpc'])
    expect(notices).toEqual([])
  })

  it('needs no sdk-node for grpc to nowhere', () => {
    expect(settings({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }).needsSdkNode).toEqual([])
  })
})

describe('headers', () => {
  it('leaves out what is no header, without showing it', () => {
    const { forward, notices } = headers('ok=1,hunter2,=x,bad name=hunter2,a=%zz,empty=')
    expect(forward?.traces?.headers).toEqual({ ok: '1' })
    expect(notices).toEqual(['OTEL_EXPORTER_OTLP_HEADERS has 5 entries that are not name=value: left out'])
  })

  it('leaves out a header that would start another one', () => {
    const { forward, notices } = headers('a=1%0d%0ax-injected: 1')
    expect(forward?.traces?.headers).toEqual({})
    expect(notices).toEqual(['OTEL_EXPORTER_OTLP_HEADERS has 1 entry that is not name=value: left out'])
  })

  it('cuts off what stands behind a semicolon', () => {
    expect(headers('a=1;meta=2').forward?.traces?.headers).toEqual({ a: '1' })
  })

  it('takes __proto__ for a name', () => {
    const { traces } = headers('__proto__=x').forward ?? {}
    expect(Object.keys(traces?.headers ?? {})).toEqual(['__proto__'])
    expect(Object.keys(structuredClone(traces?.headers) ?? {})).toEqual(['__proto__'])
  })
})

describe('time-outs', () => {
  it.each([
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '0', 2 ** 31 - 1],
    ['OTEL_BSP_EXPORT_TIMEOUT', '0', 10_000],
    ['OTEL_BSP_EXPORT_TIMEOUT', '30000', 10_000],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '1.5', 10_000],
    ['OTEL_EXPORTER_OTLP_TIMEOUT', '-1', 10_000],
  ])('%s=%s is %d ms', (name, value, timeoutMs) => {
    expect(settings({ ...ENDPOINT, [name]: value }).forward?.traces?.timeoutMs).toBe(timeoutMs)
  })
})

describe('resource attributes', () => {
  it.each(['a=1,b', 'a=1,=2', 'a=1,b=%zz', 'a=1,b=2=3'])('discards all of %s', (text) => {
    const { resourceAttributes, notices } = settings({ OTEL_RESOURCE_ATTRIBUTES: text })
    expect(resourceAttributes).toEqual({})
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain('OTEL_RESOURCE_ATTRIBUTES is ')
  })

  it('takes empty values and empty entries', () => {
    const { resourceAttributes } = settings({ OTEL_RESOURCE_ATTRIBUTES: 'a=,,b=2,' })
    expect(resourceAttributes).toEqual({ a: '', b: '2' })
  })

  it('gives the name of the service unless a variable of its own does', () => {
    const OTEL_RESOURCE_ATTRIBUTES = 'service.name=inner'
    expect(settings({ OTEL_RESOURCE_ATTRIBUTES }).serviceName).toBe('inner')
    expect(settings({ OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: 'outer' }).serviceName).toBe('outer')
    expect(settings({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }).serviceName).toBeNull()
  })
})

describe('samplers', () => {
  it.each([
    ['always_on', { root: 'always_on', ratio: 1, parentBased: false }],
    ['always_off', { root: 'always_off', ratio: 1, parentBased: false }],
    ['traceidratio', { root: 'traceidratio', ratio: 0.5, parentBased: false }],
    ['parentbased_always_on', { root: 'always_on', ratio: 1, parentBased: true }],
    ['parentbased_always_off', { root: 'always_off', ratio: 1, parentBased: true }],
    ['PARENTBASED_TRACEIDRATIO', { root: 'traceidratio', ratio: 0.5, parentBased: true }],
  ])('%s', (name, sampler) => {
    expect(settings({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '.5' }).sampler).toEqual(sampler)
  })

  it.each(['2', '-1', 'half', '0x1'])('keeps everything for the wrong share %s', (share) => {
    const { sampler, notices } = settings({
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: share,
    })
    expect(sampler.ratio).toBe(1)
    expect(notices).toEqual([
      `OTEL_TRACES_SAMPLER_ARG is "${share}": expected a number from 0 to 1; it is ignored`,
    ])
  })

  it('uses the share only where a sampler is named', () => {
    expect(settings({ OTEL_TRACES_SAMPLER_ARG: '0.1' }).sampler).toEqual(OTEL_DEFAULTS.sampler)
  })

  it('says that a sampler does not exist', () => {
    const { sampler, notices } = settings({ OTEL_TRACES_SAMPLER: 'jaeger_remote' })
    expect(sampler).toEqual(OTEL_DEFAULTS.sampler)
    expect(notices[0]).toMatch(/^OTEL_TRACES_SAMPLER is "jaeger_remote": expected one of always_on, /)
  })
})

describe('propagators', () => {
  it('has none for none', () => {
    expect(settings({ OTEL_PROPAGATORS: 'none' }).propagators).toEqual([])
  })

  it('leaves b3 to sdk-node', () => {
    const { propagators, needsSdkNode } = settings({ OTEL_PROPAGATORS: 'tracecontext,b3,B3Multi' })
    expect(propagators).toEqual(['tracecontext'])
    expect(needsSdkNode).toEqual(['OTEL_PROPAGATORS=b3', 'OTEL_PROPAGATORS=b3multi'])
  })

  it('says that jaeger does not exist', () => {
    const { propagators, needsSdkNode, notices } = settings({ OTEL_PROPAGATORS: 'baggage,jaeger' })
    expect(propagators).toEqual(['baggage'])
    expect(needsSdkNode).toEqual([])
    expect(notices).toEqual(['OTEL_PROPAGATORS names jaeger, which does not exist for Node; it is ignored'])
  })
})

describe('instrumentations', () => {
  it('is off when enabled and disabled', () => {
    const { disabledInstrumentations } = settings({
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,pg',
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg',
    })
    expect(disabledInstrumentations).toEqual(['undici', 'pg', 'express'])
  })

  it('says which enabled one does not exist', () => {
    const { notices } = settings({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,redis' })
    expect(notices).toEqual([
      'OTEL_NODE_ENABLED_INSTRUMENTATIONS names redis: there are only http, undici, pg, express',
    ])
  })
})

describe('booleans', () => {
  it.each(['1', 'yes', 'on', 'truee'])('%s does not switch off', (text) => {
    const { disabled, notices } = settings({ OTEL_SDK_DISABLED: text })
    expect(disabled).toBe(false)
    expect(notices).toEqual([`OTEL_SDK_DISABLED is "${text}": expected true or false; it is ignored`])
  })
})

describe('a configuration file', () => {
  it('makes the other variables ignored, but for the switch and the name', () => {
    const { notices, forward, disabled, serviceName } = settings({
      ...ENDPOINT,
      OTEL_CONFIG_FILE: 'otel.yaml',
      OTEL_SDK_DISABLED: 'true',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_METRICS_EXEMPLAR_FILTER: 'always_on',
    })
    expect(forward).toBeNull()
    expect(disabled).toBe(true)
    expect(serviceName).toBe('shop')
    expect(notices).toEqual([
      'ignored because OTEL_CONFIG_FILE is set: OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_METRICS_EXEMPLAR_FILTER',
    ])
  })
})

describe('unknown variables', () => {
  it('are named, with the one that was meant', () => {
    const { notices } = settings({ OTEL_EXPORTER_OTLP_ENDPIONT: 'x', OTEL_SOMETHING: '1' })
    expect(notices).toEqual([
      'without effect here: OTEL_EXPORTER_OTLP_ENDPIONT (did you mean OTEL_EXPORTER_OTLP_ENDPOINT?), OTEL_SOMETHING',
    ])
  })

  it.each(['OTEL_PYTHON_LOG_LEVEL', 'OTEL_RESOURCE_ATTRIBUTES_POD_NAME', 'OTEL_NODE_IP'])(
    'leaves %s to others',
    (name) => {
      expect(settings({ [name]: 'x' }).notices).toEqual([])
    },
  )

  it('stay one line, however many and whatever their names', () => {
    const env = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`OTEL_\n${index}`, 'x']))
    const { notices } = settings(env)
    expect(notices).toHaveLength(1)
    expect(notices[0]).not.toContain('\n')
    expect(notices[0]).toMatch(/ and 480 more$/)
  })
})
