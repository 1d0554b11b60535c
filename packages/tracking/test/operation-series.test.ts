import {
  ATTR_OPERATION_NAME,
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
  OTHER_VALUE,
} from '@cryo/conventions'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { trackOperation } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
})

it('has 200 names and sums that stay exact; spans keep their names', async () => {
  for (let index = 0; index < 3000; index++) trackOperation(`n${index}`, { itemsCount: 1 }, () => {})
  const points = await telemetry.points(METRIC_OPERATION_ITEMS.name)
  const names = points.map((point) => point.attributes[ATTR_OPERATION_NAME])
  expect(new Set(names).size).toBe(201)
  expect(names).toContain(OTHER_VALUE)
  expect(points.reduce((sum, point) => sum + point.value, 0)).toBe(3000)
  expect(telemetry.span('n2999').name).toBe('n2999')
})

it('keeps further types of errors apart though it keeps no handle of them', async () => {
  for (let index = 0; index < 40; index++) {
    const error = Object.assign(new Error('x'), { name: `Error${index % 20}` })
    expect(() =>
      trackOperation('n0', () => {
        throw error
      }),
    ).toThrow(error)
  }
  const points = await telemetry.points(METRIC_OPERATION_DURATION.name)
  expect(points.map((point) => point.value)).toEqual(Array.from({ length: 20 }, () => 2))
})
