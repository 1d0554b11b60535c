import { expect, it } from 'vitest'

import { readAlert } from '../src/index.ts'
import { createTestAlert } from './create-test-alert.ts'

const ALERT = { ...createTestAlert(), alerts: [createTestAlert()], count: 1 }

it('an alert that came as JSON is as it was', () => {
  expect(readAlert(JSON.parse(JSON.stringify(ALERT)))).toEqual(ALERT)
})

it.each([null, 5, {}, { ...ALERT, labels: null }, { ...ALERT, annotations: 1 }, { ...ALERT, alerts: {} }])(
  'what is none is none: %j',
  (given) => {
    expect(readAlert(given)).toBeNull()
  },
)
