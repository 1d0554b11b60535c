import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../../src/configuration/environment.ts'
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

  it('follows the specification and says so where a path was meant for one signal', () => {
    const { forward, notices } = settings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/v1/traces' })
    expect(forward?.traces?.url).toBe('http://collector:4318/v1/traces/v1/traces')
    expect(notices).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT ends in /v1/traces, and the path of each signal is appended: did you mean OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?',
    ])
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

  it('has prometheus for metrics only', () => {
    const { prometheusExporter, notices } = settings({ OTEL_LOGS_EXPORTER: 'prometheus' })
    expect(prometheusExporter).toBeNull()
    expect(notices).toEqual([
      'OTEL_LOGS_EXPORTER is "prometheus": expected some of otlp, console, none; it is ignored',
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

  it('takes spaces around names and values, and says nothing of what is right', () => {
    const { forward, notices } = headers(' a = 1 , , b=2,')
    expect(forward?.logs?.headers).toEqual({ a: '1', b: '2' })
    expect(notices).toEqual([])
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
