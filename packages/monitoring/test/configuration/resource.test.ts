import { hostname } from 'node:os'

import { SDK_INFO } from '@opentelemetry/core'
import * as semconv from '@opentelemetry/semantic-conventions'
import * as incubating from '@opentelemetry/semantic-conventions/incubating'
import { describe, expect, it } from 'vitest'

import { resolveConfiguration } from '../../src/configuration/resolve-configuration.ts'
import * as keys from '../../src/configuration/resource-keys.ts'
import { createResourceAttributes, SDK_VERSION } from '../../src/configuration/resource.ts'
import type { ResourceAttributes } from '../../src/configuration/resource.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const resourceOf = (env: Record<string, string> = {}, serviceName?: string): ResourceAttributes =>
  createResourceAttributes(resolveConfiguration({ env, options: { serviceName }, script: undefined }))

describe('the resource', () => {
  it('describes this process', () => {
    expect(resourceOf()).toEqual({
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': SDK_INFO['telemetry.sdk.version'],
      'process.pid': process.pid,
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'host.name': hostname(),
      'service.name': 'unknown_service:node',
      'service.instance.id': expect.stringMatching(UUID_V4),
    })
  })

  it('keeps its instance for as long as the process lives', () => {
    expect(resourceOf()['service.instance.id']).toBe(resourceOf()['service.instance.id'])
  })

  it('takes what OTEL_RESOURCE_ATTRIBUTES says', () => {
    const resource = resourceOf({
      OTEL_RESOURCE_ATTRIBUTES:
        'service.namespace=eu,service.version=9,service.instance.id=pod-1,deployment.environment.name=staging,host.name=node-1,team=a%2Cb',
    })
    expect(resource).toMatchObject({
      'service.namespace': 'eu',
      'service.version': '9',
      'service.instance.id': 'pod-1',
      'deployment.environment.name': 'staging',
      'host.name': 'node-1',
      team: 'a,b',
    })
  })

  it('has the name from code, else from the environment', () => {
    const env = { OTEL_SERVICE_NAME: 'env', OTEL_RESOURCE_ATTRIBUTES: 'service.name=attribute' }
    expect(resourceOf(env, 'code')['service.name']).toBe('code')
    expect(resourceOf(env)['service.name']).toBe('env')
  })

  it('does not guess the environment from NODE_ENV', () => {
    expect(resourceOf({ NODE_ENV: 'production' })).not.toHaveProperty('deployment.environment.name')
  })

  it('names the SDK that is installed', () => {
    expect(SDK_VERSION).toBe(SDK_INFO['telemetry.sdk.version'])
  })

  it('uses the keys of the semantic conventions', () => {
    const known = new Set<unknown>(
      [semconv, incubating].flatMap((names: object) => Object.values(names) as unknown[]),
    )
    for (const key of Object.values(keys)) expect(known).toContain(key)
  })
})
