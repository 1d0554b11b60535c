import express from 'express'
import fastify from 'fastify'
import { expect, it } from 'vitest'

import { checkApplication } from '../../src/configuration/check-application.ts'

it.each([[{ dashboardPort: 5001 }], [{ dashbordPort: 5001 }], [{ alertThresholds: { memoryUsage: 90 } }]])(
  'options in its place are refused: %s',
  (options) => {
    expect(() => checkApplication(options)).toThrow(
      'app is an object: expected an application; options come second: startMonitoring(undefined, options)',
    )
  },
)

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['Express', express()],
  ['Fastify', fastify()],
  ['an empty object', {}],
  ['a function of one', { listen: () => {}, port: 1 }],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('theirs')
        },
      },
    ),
  ],
])('%s may be one', (_, app) => {
  expect(() => checkApplication(app)).not.toThrow()
})
