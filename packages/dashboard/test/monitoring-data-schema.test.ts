import type { MonitoringData } from '@cryo/protocol'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { MONITORING_DATA_SCHEMA } from '../src/monitoring-data-schema.ts'
import { emptyData, sampleData } from './sample-data.ts'

const ISO_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const ajv = new Ajv2020({ allErrors: true, formats: { 'date-time': ISO_DATE } })
const validate = ajv.compile(MONITORING_DATA_SCHEMA)

/** As a client receives it. */
function received(data: MonitoringData): Record<string, unknown> {
  return JSON.parse(JSON.stringify(data)) as Record<string, unknown>
}

describe('the schema of MonitoringData', () => {
  it.each([
    ['a usual day', sampleData],
    ['a new hub', emptyData],
  ])('describes %s', (_name, data) => {
    validate(received(data()))
    expect(validate.errors).toBeNull()
  })

  it('takes what later versions add', () => {
    expect(validate({ ...received(sampleData()), later: { any: 'thing' } })).toBe(true)
  })

  it('refuses data with any property missing', () => {
    for (const key of Object.keys(received(sampleData()))) {
      const data = received(sampleData())
      delete data[key]
      expect(validate(data), key).toBe(false)
    }
  })

  it.each([
    [{ lastUpdated: 'yesterday' }],
    [{ lastUpdated: 1 }],
    [{ progress: [{ name: 'screen' }] }],
    [{ application: { blocked: 'no', lagSeconds: 0 } }],
    [{ alerts: [{ ...sampleData().alerts[0], severity: 'loud' }] }],
    [{ health: { ...sampleData().health, status: 'fine' } }],
  ])('refuses %j', (wrong) => {
    expect(validate({ ...received(sampleData()), ...JSON.parse(JSON.stringify(wrong)) })).toBe(false)
  })
})
