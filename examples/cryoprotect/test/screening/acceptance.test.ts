import { expect, it } from 'vitest'

import type { MixturePrediction } from '../../src/chemistry/predict-mixture.ts'
import { scoreOf } from '../../src/screening/acceptance.ts'

const good: MixturePrediction = {
  glassTransitionKelvin: 160,
  osmolality: 20,
  iceMeltingKelvin: 235.95,
  reducedGlassTransition: 0.68,
  permeability: 'moderate',
  permeatingShare: 0.5,
}

it('scores a mixture within the limits by its reduced glass transition', () => {
  expect(scoreOf(good)).toBe(0.68)
})

it.each([
  ['too concentrated', { osmolality: 20.01 }],
  ['too little of it enters cells', { permeatingShare: 0.49 }],
  ['its glass transition is unknown', { glassTransitionKelvin: null, reducedGlassTransition: null }],
])('scores none that is no candidate: %s', (_reason, change) => {
  expect(scoreOf({ ...good, ...change })).toBeNull()
})
