import { afterEach, describe, expect, it } from 'vitest'

import {
  addHealthCheck,
  configureHealth,
  getHealth,
  stopHealth,
  watchDatabase,
  watchEndpoint,
} from '../src/index.ts'
import { captureTelemetry, stopTelemetry } from '@cryo/testing'
import { until } from './fixtures/until.ts'

afterEach(() => {
  stopHealth()
  stopTelemetry()
  configureHealth({ enabled: true })
})

describe('without an SDK', () => {
  it('results are known in the process, and nothing is recorded', async () => {
    addHealthCheck('own', () => Promise.reject(undefined))
    watchDatabase('db', () => true)
    watchEndpoint('web', 'ftp://x')
    const health = await getHealth()
    expect(health).toMatchObject({
      status: 'unhealthy',
      database: [{ status: 'ok' }],
      api: [{ status: 'warning' }],
      system: [{ status: 'error' }],
    })
  })

  it('a check that was added before the SDK is recorded by it', async () => {
    addHealthCheck('early', () => true, { intervalSeconds: 0.1 })
    await getHealth()
    const telemetry = captureTelemetry()
    const points = await until(
      () => telemetry.points('cryo.health.status'),
      (found) => found.some(({ value }) => value === 1),
    )
    expect(points.find(({ value }) => value === 1)?.attributes['cryo.check.status']).toBe('ok')
  })
})

describe('switched off', () => {
  it('runs no check', async () => {
    configureHealth({ enabled: false })
    let called = false
    const stop = addHealthCheck('off', () => {
      called = true
    })
    stop()
    expect(await getHealth()).toMatchObject({ status: 'healthy', database: [], api: [], system: [] })
    expect(called).toBe(false)
  })
})
