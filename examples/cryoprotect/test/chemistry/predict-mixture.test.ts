import { expect, it } from 'vitest'

import { predictMixture } from '../../src/chemistry/predict-mixture.ts'
import { solutesOf } from '../solutes.ts'

it('predicts all properties of a mixture', () => {
  const prediction = predictMixture(solutesOf('glycerol', 'trehalose'), [0.3, 0.2])
  // k: 1.7710 and 6.54; Tg = (0.3·191/1.7710 + 0.2·373.15/6.54 + 0.5·136) / (0.3/1.7710 + 0.2/6.54 + 0.5)
  expect(prediction.glassTransitionKelvin).toBeCloseTo(159.67, 1)
  // (300 / 92.094 + 200 / 342.297) / 0.5
  expect(prediction.osmolality).toBeCloseTo(7.6837, 3)
  expect(prediction.iceMeltingKelvin).toBeCloseTo(258.858, 2)
  expect(prediction.reducedGlassTransition).toBeCloseTo(159.67 / 258.858, 3)
  expect(prediction.permeatingShare).toBeCloseTo(0.6, 10)
  // Particles 3.2575 : 0.5843, so the mean is 0.5 · 3.2575 / 3.8418 = 0.42
  expect(prediction.permeability).toBe('moderate')
})

it('predicts no glass transition with a component whose own is unknown', () => {
  expect(predictMixture(solutesOf('glycerol', 'dmso'), [0.3, 0.2])).toMatchObject({
    glassTransitionKelvin: null,
    reducedGlassTransition: null,
    permeatingShare: 1,
  })
})
