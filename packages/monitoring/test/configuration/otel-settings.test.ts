import { describe, expect, it } from 'vitest'

import { readEnvironment } from '../../src/configuration/environment.ts'
import { OTEL_DEFAULTS } from '../../src/configuration/otel/otel-defaults.ts'
import type { OtelSettings } from '../../src/configuration/otel/otel-settings.ts'
import { resolveOtelSettings } from '../../src/configuration/otel/resolve-otel-settings.ts'

const settings = (env: Record<string, string>): OtelSettings =>
  resolveOtelSettings(readEnvironment(env), '/srv')
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('resource attributes', () => {
  it.each(['a=1,b', 'a=1,=2', 'a=1,b=%zz', 'a=1,b=2=3'])('discards all of %s', (text) => {
    const { resourceAttributes, notices } = settings({ OTEL_RESOURCE_ATTRIBUTES: text })
    expect(resourceAttributes).toEqual({})
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain('OTEL_RESOURCE_ATTRIBUTES is ')
  })

  it('takes empty values and empty entries', () => {
    const { resourceAttributes } = settings({ OTEL_RESOURCE_ATTRIBUTES: 'a=, ,b=2,' })
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
    expect(disabledInstrumentations).toEqual(['undici', 'pg', 'express', 'fastify'])
  })

  it('says which enabled one does not exist', () => {
    const { notices } = settings({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,redis' })
    expect(notices).toEqual([
      'OTEL_NODE_ENABLED_INSTRUMENTATIONS names redis: there are only http, undici, pg, express, fastify',
    ])
  })
})

describe('booleans', () => {
  it('takes False without a word', () => {
    const { disabled, notices } = settings({ OTEL_SDK_DISABLED: 'False' })
    expect(disabled).toBe(false)
    expect(notices).toEqual([])
  })

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

    const twenty = Object.fromEntries(Object.entries(env).slice(0, 20))
    expect(settings(twenty).notices[0]).toMatch(/[^e]$/)
  })
})
